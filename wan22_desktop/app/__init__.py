"""The window: what is built here is connected here, and nothing else knows the whole."""
