"""What a Dockerfile asks for, as far as an image made from scratch can have it."""
