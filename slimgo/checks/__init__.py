"""Facts compared with expectations: verdicts. Pure."""
