"""What stands between the network and the pages: whose sitting it is, what may come in, how much.

Each module is one piece of ASGI middleware, put around Streamlit's server by ``app.py``.
"""
