"""A table that is small enough to be looked at row by row, and what it amounts to."""
