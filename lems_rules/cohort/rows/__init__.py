"""Rows as sets: what their cells say, and what the circuit concludes of all of them at once."""
