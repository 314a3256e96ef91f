"""Stamps and releases an edition: the one place that writes ``content/``.

What follows from the content is written with it, where it is the content of this checkout: the rule
table in ``docs/`` and the version of the app. Everything is tried on the content in memory first,
and every file is written beside its place before any of them takes it: nothing is left half done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lems_rules.house import CALLED, INSTALLED
from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.problems.rules import problems_in_rules
from lems_rules.knowledge.reader import SHIPPED, read_content
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.review.rule_table import rule_table
from lems_rules.schema.edition import IN_PREPARATION, NEWEST_SCHEME, Edition, Release

NAME = re.compile(r"\d{4}\.[1-9]\d*")
# A key with a value of one line, in quotes or plain; a comment behind it stays.
_VALUE = (
    r"""(?P<key>^{key}:[ \t]*)(?:"[^"\r\n]*"|'[^'\r\n]*'|[^#\r\n]*?)"""
    r"""(?P<rest>[ \t]*(?:#[^\r\n]*)?\r?$)"""
)


class ReleaseError(Exception):
    """An edition that cannot be stamped or released: where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A content folder, and the checkout whose documents and version follow it, if any do."""

    content: Path
    checkout: Path | None = None

    @classmethod
    def of(cls, folder: Path | str | None) -> Place:
        """The place of this content folder; the shipped one unless told otherwise.

        Raises:
            ReleaseError: the shipped one of an installed copy, which nobody would find again.
        """
        if folder is None:
            _refuse_an_installed_copy()
        content = SHIPPED if folder is None else Path(folder).resolve()
        return cls(content, SHIPPED.parent if content == SHIPPED else None)


def stamp(place: Place) -> Edition | None:
    """Write the digest of an edition in preparation, and the rule table; the edition as stamped.

    Where the rules do not hang together nothing is written, since no table can be made of them.

    Raises:
        ReleaseError: the edition was released and keeps its digest, or a file cannot be written.
        ContentError: the content cannot be read.
    """
    content = read_content(place.content)
    if problems_in_rules(content):
        return None
    edition = content.edition
    if released := _recorded(content).get(edition.edition):
        raise ReleaseError(
            f"content/edition.yaml: {edition.edition} was released on {released.released} and "
            f"keeps its digest; write edition: {_after(edition.edition)!r} there and run again"
        )
    digest = _newest_way(content).digest
    update = {"released": IN_PREPARATION, "digest": digest, "digest_scheme": NEWEST_SCHEME}
    stamped = edition.model_copy(update=update)
    _write(_table(place, content) | _edition_file(place, stamped))
    return stamped


def release(name: str, day: date, place: Place) -> None:
    """Release an edition: digest, day, record, rule table and the app's version.

    Raises:
        ReleaseError: it cannot be released as it is; nothing was written, except that a heading
            missing in the changelog is put there.
    """
    content = _newest_way(_readable(place))
    _may_be_called(name, content)
    _may_be_released_on(day, content)
    released = Release(edition=name, released=day, digest=content.digest)
    edition = content.edition.model_copy(update=dict(released))
    will_be = replace(content, edition=edition, editions=(*content.editions, released))
    problems = problems_in(will_be)
    untold = [
        one for one in problems if one.file == "CHANGELOG.md" and one.what.split()[-1] == name
    ]
    if others := [one for one in problems if one not in untold]:
        raise ReleaseError(
            f"content: problems besides the edition: {len(others)}, first {others[0]}; "
            f"`{CALLED} check` names all of them"
        )
    if untold:
        _ask_for_a_text(name, place)
    _write(
        _table(place, will_be)
        | _version(place, name)
        | _record_file(place, will_be.editions)
        | _edition_file(place, edition)
    )


def _newest_way(content: Content) -> Content:
    """The content with its digest made of all that decides today, as a new edition's is."""
    edition = content.edition.model_copy(update={"digest_scheme": NEWEST_SCHEME})
    return replace(content, edition=edition)


def write_rule_table(content: Content, checkout: Path = SHIPPED.parent) -> None:
    """Write the rule table of ``docs/`` anew.

    Raises:
        ReleaseError: this is an installed copy, or the file cannot be written.
    """
    _refuse_an_installed_copy()
    _write(_table(Place(checkout / "content", checkout), content))


# What may be released


def _refuse_an_installed_copy() -> None:
    if INSTALLED:
        raise ReleaseError(
            "content: an installed copy is not written to; do this in a checkout of the project"
        )


def _readable(place: Place) -> Content:
    try:
        return read_content(place.content)
    except ContentError as error:
        first = " ".join(str(error.problems[0]).split())
        raise ReleaseError(
            f"content: cannot be read (problems: {len(error.problems)}), first {first}; "
            f"`{CALLED} check` names all of them"
        ) from None


def _may_be_called(name: str, content: Content) -> None:
    if not NAME.fullmatch(name):
        raise ReleaseError(
            f"{name!r} is not the name of an edition; write the year and a count, such as "
            f"{_after(content.edition.edition)}"
        )
    record, now = _recorded(content), content.edition
    if released := record.get(name):
        raise ReleaseError(
            f"content/editions.yaml: {name} was released on {released.released} and stays as it "
            f"is; give what is new a name of its own, such as {_after(max(record, key=_order))}"
        )
    if record and _order(name) < _order(newest := max(record, key=_order)):
        raise ReleaseError(
            f"content/editions.yaml: {newest} was released already and {name} would come before "
            f"it; choose a later name, such as {_after(newest)}"
        )
    if now.edition not in record and now.edition != name:
        raise ReleaseError(
            f"content/edition.yaml: the edition in preparation is {now.edition}, not {name}; "
            "release that one, or write the other name there"
        )


def _may_be_released_on(day: date, content: Content) -> None:
    if later := [one for one in content.editions if one.released > day]:
        raise ReleaseError(
            f"content/editions.yaml: {later[-1].edition} was released on {later[-1].released}, "
            f"after {day}; give a later day with --today"
        )
    if unread := [one for one in content.references.values() if one.read_on > day]:
        raise ReleaseError(
            f"content/references.yaml, {unread[0].id!r}: was read on {unread[0].read_on}, after "
            f"{day}; correct `read_on`, or give a later day with --today"
        )


def _ask_for_a_text(name: str, place: Place) -> None:
    """Put the heading of this edition on top of the changelog if it has none, and refuse."""
    path, heading = place.content / "CHANGELOG.md", f"## Edition {name}"
    text = _text_of(path)
    if re.search(rf"^{re.escape(heading)}\s", text, re.MULTILINE):
        raise ReleaseError(
            f"content/CHANGELOG.md: nothing stands under '{heading}'; write there what changes "
            "for users and run again"
        )
    first = re.search(r"^## ", text, re.MULTILINE)
    at = first.start() if first else len(text)
    _write({path: f"{text[:at]}{heading}\n\n{text[at:]}"})
    raise ReleaseError(
        f"content/CHANGELOG.md: the heading '{heading}' was missing and stands there now; write "
        "under it what changes for users and run again"
    )


def _recorded(content: Content) -> Mapping[str, Release]:
    return {one.edition: one for one in content.editions}


def _order(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("."))


def _after(name: str) -> str:
    year, count = _order(name)
    return f"{year}.{count + 1}"


# What is written


def _edition_file(place: Place, edition: Edition) -> dict[Path, str]:
    """``edition.yaml`` with another name, day and digest; its layout and comments stay."""
    path = place.content / "edition.yaml"
    text = _text_of(path)
    for key in ("edition", "released", "digest"):
        value = str(getattr(edition, key))
        new = value if value == IN_PREPARATION else f'"{value}"'
        line = re.compile(_VALUE.format(key=key), re.MULTILINE)
        text = line.sub(rf"\g<key>{new}\g<rest>", text, count=1)
    scheme = f"digest_scheme: {edition.digest_scheme}"
    text, found = re.subn(r"^digest_scheme: \d+", scheme, text, count=1, flags=re.MULTILINE)
    if not found:
        end = "\r\n" if "\r\n" in text else "\n"
        text = re.sub(r"^(?=digest:)", f"{scheme}{end}", text, count=1, flags=re.MULTILINE)
    return _as_meant(path, text, Edition, edition)


def _record_file(place: Place, editions: tuple[Release, ...]) -> dict[Path, str]:
    """``editions.yaml`` with one line more."""
    path, new = place.content / "editions.yaml", editions[-1]
    text = _text_of(path).removesuffix("\n")
    line = f'- {{edition: "{new.edition}", released: {new.released}, digest: "{new.digest}"}}'
    return _as_meant(path, f"{text}\n{line}\n", tuple[Release, ...], editions)


def _as_meant(path: Path, text: str, form: Any, meant: object) -> dict[Path, str]:
    """The new text of a file, once it is sure that it says what is meant."""
    try:
        says = TypeAdapter(form).validate_python(read_yaml(text))
    except (YamlError, ValidationError):
        says = None
    if says != meant:
        raise ReleaseError(
            f"content/{path.name}: its layout is not one this command can write into; give each "
            "key, or each edition, a line of its own and run again"
        )
    return {path: text}


def _table(place: Place, content: Content) -> dict[Path, str]:
    if place.checkout is None:
        return {}
    return {place.checkout / "docs" / "rule_table.md": rule_table(content)}


def _version(place: Place, name: str) -> dict[Path, str]:
    if place.checkout is None:
        return {}
    path = place.checkout / "lems_rules" / "version.py"
    was = re.compile(r'^__version__ = "[^"]*"', re.MULTILINE)
    return {path: was.sub(f'__version__ = "{name}.0"', _text_of(path))}


def _text_of(path: Path) -> str:
    """The text of a file, with the line ends it has."""
    return path.read_bytes().decode("utf-8")


def _write(texts: Mapping[Path, str]) -> None:
    """Write every file beside its place; only then do they take their places."""
    beside = {path: path.with_name(f"{path.name}.new") for path in texts}
    try:
        for path, text in texts.items():
            beside[path].write_bytes(text.encode("utf-8"))
        for path, new in beside.items():
            new.replace(path)
    except OSError as error:
        for new in beside.values():
            with suppress(OSError):
                new.unlink()
        raise ReleaseError(
            f"{error.filename}: cannot be written ({error.strerror}); allow writing there and run "
            "again"
        ) from None
