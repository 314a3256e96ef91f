"""The rules laid open for whoever checks them: entries, sources, cases, editions."""
