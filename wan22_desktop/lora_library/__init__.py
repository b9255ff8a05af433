"""LoRAs: what each is for, whether it fits, what it costs, and how strong it is per expert."""
