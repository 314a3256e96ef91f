"""Tables as files: CSV and Parquet, read and written, and what their columns may hold."""
