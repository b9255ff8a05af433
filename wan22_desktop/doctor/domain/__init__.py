"""Plain rules about findings and repairs."""
