"""The panels that people make clips with: compose, queue, live preview."""
