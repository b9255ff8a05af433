"""The LoRA panel, and what of it stands in the form."""
