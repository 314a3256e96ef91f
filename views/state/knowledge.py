"""The shipped content, read and checked once for all sittings."""

from __future__ import annotations

from functools import cache

from lems_rules import load_content
from lems_rules.house import CALLED
from lems_rules.knowledge.content import Content, ContentError


@cache
def content() -> Content:
    """The shipped content.

    Raises:
        ContentError: it cannot be used.
    """
    return load_content()


def first_problem(error: ContentError) -> str:
    """In one line, for whoever starts the server: why it does not start, and what to do."""
    first = " ".join(str(error.problems[0]).split())
    count = len(error.problems)
    return (
        f"The app does not start, its content cannot be used (problems: {count}), first {first}; "
        f"`{CALLED} check` names all of them."
    )
