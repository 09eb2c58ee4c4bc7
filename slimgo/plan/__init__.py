"""What will be done, decided before anything runs. Pure: values in, values out."""
