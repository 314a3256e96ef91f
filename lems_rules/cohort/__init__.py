"""Many patients at once, as rows of a table; the only wing that needs data frames."""
