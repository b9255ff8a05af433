"""From latents to frames, and to the pictures on the way."""
