"""Checks of where the content comes from: what it cites, and which edition it is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from lems_rules.house import CALLED
from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.schema.edition import IN_PREPARATION


def problems_of_provenance(content: Content) -> Iterator[ContentProblem]:
    """What is wrong with the citations, the edition and the record of editions."""
    yield from _citations(content)
    yield from _digest(content)
    yield from _record(content)
    yield from _changelog(content)


def _citations(content: Content) -> Iterator[ContentProblem]:
    used = set()
    for file, entry, citation in content.cited():
        used.add(citation.ref)
        if citation.ref not in content.references:
            near = difflib.get_close_matches(citation.ref, content.references, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "Add it to references.yaml"
            yield ContentProblem(file, repr(entry), f"no reference {citation.ref!r}", hint)
    for article in content.articles.values():
        own = {citation.ref for citation in article.refs}
        marks = set(marks_in(article.body))
        file = f"mechanism/{article.id}.md"
        for name in sorted(marks - own):
            what = f"cites {name!r}, which its front matter does not list"
            yield ContentProblem(file, "body", what, "Add it to refs")
    for name, reference in content.references.items():
        if (name in used) == reference.further_reading:
            what = "is cited but marked further reading" if name in used else "is cited nowhere"
            yield ContentProblem(
                "references.yaml",
                repr(name),
                what,
                "Cite it or mark it `further_reading: true`, not both",
            )


def marks_in(text: str) -> list[str]:
    """The references named in a text: ``[@lennon_1995; @oneill_1988]`` names two."""
    return [
        name.strip().lstrip("@")
        for group in re.findall(r"\[(@[^\]]+)\]", text)
        for name in group.split(";")
    ]


def _digest(content: Content) -> Iterator[ContentProblem]:
    edition = content.edition
    if edition.digest == content.digest:
        return
    remedy = f"Run `{CALLED} check --stamp`"
    if edition.edition in {one.edition for one in content.editions}:
        remedy = (
            f"Raise edition, here and in CHANGELOG.md, from {edition.edition} to the next; then "
            f"run `{CALLED} check --stamp`"
        )
    yield ContentProblem(
        "edition.yaml",
        "digest",
        f"results can have changed since this edition was stamped (now {content.digest})",
        remedy,
    )


def _record(content: Content) -> Iterator[ContentProblem]:
    """An edition is released once it stands in the record, and from then on keeps its digest."""
    edition, file = content.edition, "editions.yaml"
    record = {one.edition: one for one in content.editions}
    if len(record) < len(content.editions):
        yield ContentProblem(file, "the file", "holds an edition twice", "Keep the older line")
    released = record.get(edition.edition)
    if released is None and edition.released != IN_PREPARATION:
        yield ContentProblem(
            file,
            repr(edition.edition),
            f"edition.yaml says it was released on {edition.released}, the record does not",
            f"Run `{CALLED} check --stamp`: it is in preparation until "
            f"`{CALLED} release` releases it",
        )
    if released is None:
        return
    if released.digest != edition.digest:
        yield ContentProblem(
            "edition.yaml",
            "edition",
            f"{edition.edition} was released with the digest {released.digest!r} and keeps it",
            "Give what is new an edition of its own; a line of editions.yaml never changes",
        )
    if edition.released != released.released:
        yield ContentProblem(
            "edition.yaml",
            "released",
            f"is not {released.released}, the day in editions.yaml",
            "Write the day on which this edition was released",
        )


def _changelog(content: Content) -> Iterator[ContentProblem]:
    told = set()
    for section in re.split(r"^## ", content.changelog, flags=re.MULTILINE):
        heading, _, text = section.partition("\n")
        if text.strip():
            told.add(" ".join(heading.split()[:2]))
    editions = (content.edition.edition, *(one.edition for one in content.editions))
    for name in dict.fromkeys(editions):
        if f"Edition {name}" not in told:
            yield ContentProblem(
                "CHANGELOG.md",
                "the file",
                f"says nothing of {name}",
                f"Add a section '## Edition {name}' that tells users what changed",
            )
