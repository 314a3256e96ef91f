"""One patient's whole result in words, and the parts it is put together from."""
