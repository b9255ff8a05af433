"""What the window and the engine say to each other: one JSON object per line."""
