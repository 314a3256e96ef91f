"""What several formats are built from: blocks of text, rows, typefaces, the typesetter."""
