"""What is there, read and never judged. What cannot be read raises Unreadable."""
