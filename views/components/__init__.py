"""What runs in the browser: each component with its own Python, script and style."""
