"""What the user can choose about the app, and the first steps with it."""
