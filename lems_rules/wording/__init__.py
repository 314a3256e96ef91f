"""Conclusions in words: view objects for pages and exports."""
