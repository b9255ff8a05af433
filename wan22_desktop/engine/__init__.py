"""The engine: the process that holds torch, renders clips and can be thrown away."""
