"""Qt helpers that know nothing of video."""
