"""Finished clips: looking at them frame by frame, and taking frames out of them."""
