"""Models of the user's own: finding them and taking them into use."""
