"""What the machine has, and who says so."""
