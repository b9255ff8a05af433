"""Training, export and evaluation of the small demo model that ships with the app."""
