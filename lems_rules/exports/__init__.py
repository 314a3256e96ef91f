"""One patient's summary in other formats: built from the result, never from a page."""
