"""What will be measured, in which order, and when it is enough. Pure: values in, values out."""
