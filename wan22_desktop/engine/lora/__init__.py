"""LoRA files, and putting them on a transformer."""
