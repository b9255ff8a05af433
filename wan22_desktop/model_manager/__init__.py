"""Models on this machine: what can be installed, what is, is it whole, and what is it used for."""
