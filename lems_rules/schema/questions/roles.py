"""What the engine has to know of a checklist by its meaning, so that it knows no question by name.

A role that is left out is one that the checklist has no question for. An empty name is no item, so
nothing is ever found under it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lems_rules.schema.citation import Entry


class Scan(Entry):
    """A scan of the first screen: its result, the option that says negative, and its date."""

    item: str = ""
    negative: str = ""
    date: str = ""


class Sex(Entry):
    """The question of the person's sex, and which of its options says what."""

    item: str = ""
    female: str = ""
    male: str = ""
    other: str = ""


class Roles(Entry):
    """Which question plays which part in what is worked out.

    ``onset_months`` is for how long the person has been ill, ``onset_age`` the age when it began;
    ``established`` says that the diagnosis is made. The first screen is ``first_scan``, and then
    ``second_scan``; ``negative_screen`` is its date where it is given outright, and
    ``latest_negative_screen`` that of the latest repeat. ``increment`` is what the worksheet fills
    in.
    """

    onset_months: str = ""
    onset_age: str = ""
    sex: Sex = Sex()
    established: str = ""
    first_scan: Scan = Scan()
    second_scan: Scan = Scan()
    negative_screen: str = ""
    latest_negative_screen: str = ""
    increment: str = ""

    @property
    def scans(self) -> tuple[Scan, ...]:
        """The scans of the first screen that the checklist asks about, in their order."""
        return tuple(scan for scan in (self.first_scan, self.second_scan) if scan.item)

    def __str__(self) -> str:
        """The roles in one line."""
        return "; ".join(f"{role} {plays}" for role, plays in _played(self))


def _played(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, Entry):
            inner = ", ".join(f"{part} {plays}" for part, plays in _played(value))
            yield from [(name, f"({inner})")] if inner else []
        elif value:
            yield name, value
