"""Rules of recovery."""
