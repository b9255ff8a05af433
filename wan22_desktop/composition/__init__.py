"""What the window and the command line put together in the same way."""
