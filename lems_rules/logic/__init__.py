"""Three-valued logic over sets of patients; knows no medicine and no files."""
