"""The optimizer's dialog."""
