"""From prompt and noise to latents."""
