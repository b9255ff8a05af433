"""Shared vocabulary: plain Python, no Qt, no torch."""
