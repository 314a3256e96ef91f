"""Which shipped cases together take every branch of wording, exports and views that any takes.

``python -m tests.support.reach`` reckons the list anew and writes it; with ``--check`` it says what
is wrong with the list as it stands. A push runs what is told of "every case" on these alone.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import coverage

ROOT = Path(__file__).parents[2]
COUNTED = ("lems_rules/wording/*", "lems_rules/exports/*", "views/*")

Branch = tuple[str, int, int]

HEAD = """\
# The shipped cases that together take every branch of lems_rules/wording, lems_rules/exports and
# views that any of the {all} takes: in all {formats} formats, in the guide, on the pages with a
# result. Made on {today} by `python -m tests.support.reach` (always the case that adds most, then
# without any that the others make up for); `make deep` checks it. Where that fails, run it again.
"""


def run_through(case_id: str) -> None:
    """Everything that is made of a case: each format, and the pages that show the result."""
    from lems_rules.exports.catalogue import FORMATS, export_of
    from lems_rules.exports.guide.markdown import guide_markdown
    from lems_rules.exports.guide.pdf import guide_pdf
    from lems_rules.reasoning.assessment import Consideration, read_answers
    from lems_rules.teaching.guide import guide
    from tests.support.screen import go, opened
    from tests.support.shipped import CONTENT

    case = CONTENT.cases[case_id]
    one = export_of(Consideration(CONTENT, read_answers(CONTENT, case.answers), case.today))
    for made in FORMATS.values():
        made.build(one)
    if case.lesson is not None:
        told = guide(CONTENT, case)
        guide_markdown(told)
        guide_pdf(told)
    app = opened(answers=dict(case.answers))
    go(app, "views/pages/result.py")
    go(app, "views/pages/mechanism.py")


def reached() -> dict[str, frozenset[Branch]]:
    """The branches that each case takes, by case."""
    logging.disable(logging.WARNING)  # Streamlit misses its server
    measured = coverage.Coverage(
        data_file=None,
        config_file=False,
        branch=True,
        include=[str(ROOT / one) for one in COUNTED],
    )
    with measured.collect():
        from tests.support.cases import CASES

        names = [case.id for case in CASES]
        measured.switch_context("before")
        run_through(names[0])  # so that what is done once in a process is nobody's
        for name in names:
            measured.switch_context(name)
            run_through(name)
    data = measured.get_data()
    found = {}
    for name in names:
        data.set_query_context(name)
        found[name] = frozenset(
            (str(Path(file).relative_to(ROOT)), *arc)
            for file in data.measured_files()
            for arc in data.arcs(file) or ()
        )
    return found


def fewest(reach: Mapping[str, frozenset[Branch]]) -> list[str]:
    """A small set of cases that takes every branch: always the one that adds most."""
    open_ones = _all(reach.values())
    chosen: list[str] = []
    while open_ones:
        best = max(reach, key=lambda name: len(reach[name] & open_ones))
        chosen.append(best)
        open_ones -= reach[best]
    return sorted(name for name in chosen if name not in set(_spare(reach, chosen)))


def faults(reach: Mapping[str, frozenset[Branch]], chosen: Collection[str]) -> list[str]:
    """What is wrong with a choice: a branch that no chosen case takes, or a case to spare."""
    wrong = [f"{name} is no case" for name in chosen if name not in reach]
    known = [name for name in chosen if name in reach]
    missed = _all(reach.values()) - _all(reach[name] for name in known)
    for file, start, end in sorted(missed):
        takers = [name for name, taken in reach.items() if (file, start, end) in taken]
        wrong.append(f"{file}:{start} to {end} is taken only by {', '.join(takers)}")
    return wrong + [f"{name} adds nothing" for name in _spare(reach, known)]


def _spare(reach: Mapping[str, frozenset[Branch]], chosen: Iterable[str]) -> Iterator[str]:
    """Cases that the others make up for, one after the other."""
    kept = list(chosen)
    for name in list(kept):
        others = [one for one in kept if one != name]
        if reach[name] <= _all(reach[one] for one in others):
            kept = others
            yield name


def _all(sets: Iterable[frozenset[Branch]]) -> set[Branch]:
    return set().union(*sets)


def main(arguments: list[str]) -> int:
    """Write the list, or say what is wrong with it; 1 where something is."""
    reach = reached()
    from lems_rules.exports.catalogue import FORMATS
    from tests.support.cases import LIST, REACHING

    if "--check" in arguments:
        wrong = faults(reach, REACHING)
        print("\n".join(wrong) or f"{len(REACHING)} of {len(reach)} cases reach all.")
        return 1 if wrong else 0
    head = HEAD.format(all=len(reach), formats=len(FORMATS), today=date.today().isoformat())
    chosen = fewest(reach)
    LIST.write_text(head + "cases:\n" + "".join(f"  - {name}\n" for name in chosen), "utf-8")
    print(f"{LIST.relative_to(ROOT)}: {len(chosen)} of {len(reach)} cases")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
