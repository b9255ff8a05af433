"""Plain rules about failures, and what a saved state consists of."""
