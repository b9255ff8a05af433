"""The doctor's dialog."""
