"""What follows from the last answer, told to all that shows it beside the questions.

Only the telling is rerun with an answer. What shows it stands outside that fragment, is sent once
and follows in the browser, so that Streamlit has next to nothing to redraw (benchmarks/README.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from views.parts.template import draw


@dataclass(frozen=True)
class Now:
    """What the panel, the questions and the small figure show at this moment.

    `parts` are pieces of HTML by name, every value in them escaped (`views.parts.template.fill`).
    `shown` are the ids of the questions on the page, and `next` those to be put next, in order;
    `problems`, `warnings` and what is `stored` of something typed in another unit are by item id,
    and so is what is said of an answer that a `record` gave;
    `status` is said to screen readers; `step` and `state` are the figure's.
    """

    parts: Mapping[str, str]
    shown: Sequence[str]
    next: Sequence[str]
    stored: Mapping[str, str]
    record: Mapping[str, str]
    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    status: str
    step: str
    state: str


def tell(now: Now) -> None:
    """Tell the components on this page, in an empty element that the panel watches for."""
    draw("checklist/now.html", told=json.dumps(asdict(now), ensure_ascii=False))
