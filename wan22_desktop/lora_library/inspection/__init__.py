"""Files from outside are parsed here, in a child process that may be killed."""
