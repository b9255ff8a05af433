"""Programs for those who develop the app; not part of it."""
