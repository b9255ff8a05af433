"""How models are used, and what could go."""
