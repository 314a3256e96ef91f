"""The content compiled into one circuit, and what it concludes."""
