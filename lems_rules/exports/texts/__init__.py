"""The result as text: Markdown, notes for a record, the terminal."""
