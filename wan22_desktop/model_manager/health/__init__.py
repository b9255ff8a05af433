"""Whether installed files are right and fast: checks, repairs, quarantine."""
