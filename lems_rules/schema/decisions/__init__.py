"""The forms of what is concluded and what it asks for: rules, scores, workup, do now."""
