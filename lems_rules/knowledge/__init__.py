"""The content, read, checked and frozen."""
