"""The forms of what is asked: the checklist, the parts its questions play, their units."""
