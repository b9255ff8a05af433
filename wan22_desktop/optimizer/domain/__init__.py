"""The physical model and the rules of planning; no Qt, no torch, no processes."""
