"""Fetching files: ranged transfer with a journal, pause, resume and a limit."""
