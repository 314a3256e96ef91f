"""Speed beside named peers: `python -m benchmarks`. What is measured, and how: README.md here."""
