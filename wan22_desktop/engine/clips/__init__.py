"""From finished clips to another one: larger, smoother, joined, side by side."""
