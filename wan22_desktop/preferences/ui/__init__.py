"""The dialogs of the preferences."""
