"""What a program opens: it is started on a level of the sandbox, and traced there."""
