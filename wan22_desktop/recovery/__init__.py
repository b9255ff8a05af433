"""Bringing the user back after a failure: what is tried by itself, and the last good state."""
