"""One file a page; ``app.py`` names them."""
