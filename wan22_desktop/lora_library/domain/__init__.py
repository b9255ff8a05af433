"""Plain rules about LoRA files."""
