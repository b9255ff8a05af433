"""The command line: the same parts as the window, without Qt."""
