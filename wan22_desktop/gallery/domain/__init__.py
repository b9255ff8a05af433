"""What clips of the gallery are, and how they are found: plain rules."""
