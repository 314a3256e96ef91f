"""The screen: pages, what they are put together from, and what this sitting holds."""
