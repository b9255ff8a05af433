"""Where weights wait and how activations stay small."""
