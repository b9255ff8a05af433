"""The dialog of saved states."""
