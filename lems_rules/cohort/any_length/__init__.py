"""A file of any length, piece by piece: here, in several processes, or on a cluster."""
