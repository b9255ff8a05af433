"""What is done with packages: installing, promoting, updating, removing."""
