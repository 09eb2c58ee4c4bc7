"""The text of arm programs, of 32 bits."""
