"""What is said once answers were taken over as a whole, from a draft or from a row of a table."""

from __future__ import annotations

from views.state import session

MOST_NAMED = 5


def what_was_loaded(loaded: session.Loaded) -> str:
    """How many answers are used, and whether notes came with them."""
    words = session.content().words
    answers = words["draft_answers_1" if loaded.used == 1 else "draft_answers_more"]
    notes = words["draft_and_notes"] if loaded.notes else ""
    return answers.format(count=loaded.used) + notes


def what_was_not(loaded: session.Loaded) -> list[str]:
    """What is not used, the first by name; nothing where all of it is."""
    words, count = session.content().words, len(loaded.problems)
    if not count:
        return []
    key = "draft_not_used_1" if count == 1 else "draft_not_used_more"
    named = words[key].format(count=count, problems=" ".join(loaded.problems[:MOST_NAMED]))
    more = words["draft_and_more"].format(count=count - MOST_NAMED) if count > MOST_NAMED else ""
    return [named + more]
