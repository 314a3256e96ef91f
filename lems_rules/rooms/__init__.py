"""Rooms in which one case is worked on many phones: what is kept, how long, and what is told."""
