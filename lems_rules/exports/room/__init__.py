"""The answers of a room as files, without anybody in them."""
