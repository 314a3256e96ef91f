"""The version: the edition of the content that came with it, and a count of releases after."""

__version__ = "2026.2.0"
