"""What this sitting holds, and what is told of it."""
