"""What a person sees and types: lines for their terminal, commands as they work from there."""
