"""The hardware dock."""
