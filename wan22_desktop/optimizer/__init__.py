"""Which plan fits a request and a machine, what it costs, and why it was chosen."""
