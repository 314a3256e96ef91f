"""What can be wrong with content, kind by kind."""
