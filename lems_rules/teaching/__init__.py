"""Cases worked, judged, led and written."""
