"""What may be written in ``content/``: frozen forms, nothing more."""
