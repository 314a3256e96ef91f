"""Settings of whoever runs the server: what is said of one that cannot be used."""

from __future__ import annotations


class SettingError(ValueError):
    """A setting of the operator's that cannot be used: which, what was found, what to write."""
