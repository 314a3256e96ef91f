"""A room on its two screens, the wall and the phones: plain pages, without a sitting of Streamlit.

A phone loads a few kilobytes and asks for news in one request that waits. What is secret stands
behind the ``#`` of an address or in the body of a request, and so in no log.
"""
