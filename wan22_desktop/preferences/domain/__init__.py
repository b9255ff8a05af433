"""Plain rules of the preferences."""
