"""Editions other than the shipped one, named after it, so that a release changes no test."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lems_rules.knowledge.content import Content
from lems_rules.schema.edition import IN_PREPARATION, Release
from tests.conftest import Copy

DAY = date(2099, 12, 24)


def after(edition: str, by: int = 1) -> str:
    """The name of the edition that comes after this one."""
    year, count = edition.split(".")
    return f"{year}.{int(count) + by}"


def following(content: Content) -> str:
    """The name of the edition that comes after the shipped one."""
    return after(content.edition.edition)


def next_to_release(content: Content) -> str:
    """The name of the edition that is released next: the shipped one while in preparation."""
    preparing = content.edition.released == IN_PREPARATION
    return content.edition.edition if preparing else following(content)


def released(content: Content) -> Content:
    """The same content as an edition released on that day, whatever the shipped one is."""
    return replace(content, edition=content.edition.model_copy(update={"released": DAY}))


def in_preparation(content: Content) -> Content:
    """The same content as its next edition, not yet released."""
    changed = {"edition": following(content), "released": IN_PREPARATION}
    return replace(content, edition=content.edition.model_copy(update=changed))


def untold(copy: Copy, edition: str) -> Copy:
    """Take what is said of this edition, with its heading, out of the changelog."""
    text = (copy.folder / "CHANGELOG.md").read_text("utf-8")
    section = rf"^## Edition {re.escape(edition)}\n.*?(?=^## |\Z)"
    return copy.write("CHANGELOG.md", re.sub(section, "", text, flags=re.MULTILINE | re.DOTALL))


def write_edition(copy: Copy, **values: object) -> Copy:
    """Write other values into ``edition.yaml``: ``edition``, ``released`` or ``digest``."""
    text = (copy.folder / "edition.yaml").read_text("utf-8")
    for key, value in values.items():
        new = value if value == IN_PREPARATION else f'"{value}"'
        text, found = re.subn(rf"^{key}:.*$", f"{key}: {new}", text, count=1, flags=re.MULTILINE)
        assert found, key
    return copy.write("edition.yaml", text)


def written(release: Release) -> str:
    """An edition as a line of ``editions.yaml``."""
    day, name = release.released, release.edition
    return f'- {{edition: "{name}", released: {day}, digest: "{release.digest}"}}\n'


def released_in(copy: Copy) -> Release:
    """The shipped edition as a released one: one in preparation is released in the copy."""
    content = copy.read()
    edition = content.edition
    if (last := content.editions[-1]).edition == edition.edition:
        return last
    release = Release(edition=edition.edition, released=DAY, digest=content.digest)
    copy.append("editions.yaml", written(release))
    write_edition(copy, released=release.released, digest=release.digest)
    return release
