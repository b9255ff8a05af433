"""Files that the app lives on, checked and mended: always with the original kept and a diff."""
