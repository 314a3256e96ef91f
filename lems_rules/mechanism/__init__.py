"""The mechanism page: the walk, the model, the increment."""
