"""What is measured of a machine, and what is said about it."""
