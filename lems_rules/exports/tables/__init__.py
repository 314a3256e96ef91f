"""The result as rows: CSV and workbook."""
