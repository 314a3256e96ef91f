"""The plan for a room as files."""
