"""The summary as a tagged PDF (PDF/UA-1) of two pages, or three where much is known: by Typst.

Page one holds what to do now, the level with its reasons, the score, the dates and the answers.

The page is drawn by ``templates/summary.typ``, which is constant. Everything about the patient
reaches it as data, so nothing that somebody typed can be read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lems_rules.exports.parts.block import address, printable, sentence
from lems_rules.exports.parts.typeface import breakable, reads_from_the_right
from lems_rules.exports.parts.typesetter import typeset_within
from lems_rules.schema.citation import Reference
from lems_rules.schema.decisions.do_now import URGENCIES
from lems_rules.wording.summary.plan_view import PlanView
from lems_rules.wording.summary.report import LookalikeView, Report
from lems_rules.wording.summary.score_view import ScoreView
from lems_rules.wording.view import Basis, Card, DoNowLineView, Line, Source

# As few of them as will do; notes of any length may need more.
MOST_PAGES = (2, 3)
# How many of the questions that could change something fit beside the rest; fewer if it is full.
MOST_QUESTIONS, FEW_QUESTIONS = 6, 3
# How far right of the last screen the mark of a later day may stand, as a share of the line.
BEYOND = 1.03


def pdf(told: Report) -> bytes:
    """The summary as PDF bytes; the same report gives the same bytes.

    Raises:
        typst.TypstError: the template is broken. No report and no notes can cause it.
    """
    return typeset_within(MOST_PAGES, "summary.typ", _attempts(told))


def _attempts(told: Report) -> list[dict[str, Any]]:
    """What makes room, mildest first: papers without titles, less beside the point, smaller type.

    At the last, type is 8.1 points high and its small print 7.
    """
    full = _Sheet(told, brief=False).data()
    brief = _Sheet(told, brief=True).data()
    return [
        {"sheet": full, "titled": True, "zoom": 1.0},
        {"sheet": full, "titled": False, "zoom": 1.0},
        {"sheet": brief, "titled": False, "zoom": 0.94},
    ]


class _Sheet:
    """What the template prints. References are numbered in the order in which they are cited.

    A ``brief`` one leaves out what is neither a conclusion nor a gap in the answers: what speaks
    against a look-alike, questions after the first few, and where in a second-hand account it was.
    """

    def __init__(self, told: Report, *, brief: bool) -> None:
        self.told = told
        self.brief = brief
        self.words = told.words
        self.references = {one.id: one for one in told.references}
        self.numbers: dict[str, int] = {}
        self.places: dict[str, list[str]] = {}

    def data(self) -> dict[str, Any]:
        """One dictionary for JSON; its order is the order of the page."""
        told = self.told
        year, month, day = map(int, told.today.split("-"))
        shown = told.questions[: FEW_QUESTIONS if self.brief else MOST_QUESTIONS]
        more = len(told.questions) - len(shown)
        said = (told.plan.no_plan, told.plan.start)
        return {
            "words": dict(self.words),
            "brief": self.brief,
            "day": {"year": year, "month": month, "day": day},
            "today": told.today,
            "made": told.made,
            "disclaimer": told.disclaimer,
            "review": told.review,
            "do_now": [self._to_do(one) for one in told.do_now.lines],
            "more_to_do": told.do_now.more,
            "further": [self._to_do(one) for one in told.do_now.further],
            "level": self._level(),
            "sides": self._sides(),
            "schedule": self._schedule(told.plan),
            "answered": [_section(title, lines) for title, lines in told.answered],
            "not_used": [breakable(printable(one)) for one in told.not_used],
            "safety": [self._card(card) for card in told.safety],
            "score": self._score(told.score),
            "plan": self._plan(told.plan),
            "flags": [self._card(card) for card in told.counter_flags],
            "discordances": [self._card(card) for card in told.discordances],
            "lookalikes": [self._lookalike(one) for one in told.lookalikes],
            "questions": [{"label": one.label, "could": "; ".join(one.could)} for one in shown],
            "more": self._text("pdf_more", count=more) if more else "",
            "notices": [one for one in told.notices if one not in said],
            "missing": [
                _section(section.title, (one.says for one in section.items))
                for section in told.missing
            ],
            "notes": [
                {"text": breakable(line), "from_the_right": reads_from_the_right(line)}
                for line in printable(told.notes).split("\n")
                if told.notes
            ],
            "references": self._references(),
        }

    def _text(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def _cite(self, sources: Iterable[Source]) -> list[int]:
        """The numbers of these sources; where each was seen is kept for the list."""
        numbers = set()
        for source in sources:
            number = self.numbers.setdefault(source.id, len(self.numbers) + 1)
            place = source.label.removeprefix(self.references[source.id].short).lstrip(", ")
            if place not in self.places.setdefault(source.id, []):
                self.places[source.id].append(place)
            numbers.add(number)
        return sorted(numbers)

    def _basis(self, basis: Basis) -> dict[str, Any]:
        return {
            "strength": basis.strength,
            "limits": basis.limits,
            "cites": self._cite(basis.sources),
        }

    def _card(self, card: Card) -> dict[str, Any]:
        return {
            # The ids of discordances are names for authors, not for readers.
            "id": "" if "_" in card.id else card.id,
            "title": card.title,
            "says": card.says,
            "points": sentence("; ".join(card.points)) if card.points else "",
            "status": card.status,
            "urgent": card.urgent,
            "basis": self._basis(card.basis),
        }

    def _to_do(self, one: DoNowLineView) -> dict[str, Any]:
        return {
            "text": sentence(one.text),
            "soon": one.soon,
            "urgent": one.urgency == URGENCIES[0],
            "why": sentence(one.why),
        }

    def _line(self, line: Line) -> dict[str, Any]:
        return {
            "title": line.title,
            "because": line.because,
            "cites": self._cite(line.sources),
        }

    def _level(self) -> dict[str, Any]:
        level = self.told.level
        return {
            "rank": level.rank,
            "of": level.of,
            "rank_in_text": self._text("summary_rank", rank=level.rank, of=level.of),
            "title": level.title,
            "first": level.first,
            "headline": level.headline,
            "established": level.established,
            "says": level.says,
            "rule": level.rule,
            "because": level.because,
            "basis": self._basis(level.basis) if level.basis else None,
        }

    def _sides(self) -> list[dict[str, Any]]:
        told = self.told
        return [
            {"sign": sign, "title": self.words[key], "lines": [self._line(one) for one in lines]}
            for sign, key, lines in (
                ("+", "summary_for", told.speaks_for),
                ("−", "summary_against", told.speaks_against),
                ("?", "summary_not_known", told.not_known),
            )
        ]

    def _score(self, score: ScoreView) -> dict[str, Any]:
        return {
            "title": score.title,
            "applies": score.applies,
            "reason": score.reason,
            "total": score.total,
            "open_points": score.open_points,
            "tier": score.tier,
            "window": self._text("summary_points", window=score.window),
            "points": [
                {
                    "letter": one.letter,
                    "title": one.title,
                    "verdict": one.verdict,
                    "met": one.verdict == self.words["verdict_yes"],
                    "known": one.known,
                    "because": one.because,
                }
                for one in score.points
            ],
            "not_quoted": score.not_quoted,
            "cohorts": [
                {
                    "title": one.title,
                    "description": one.description,
                    "auc": one.auc,
                    "note": one.note,
                    "cites": self._cite(one.sources) if score.applies else [],
                }
                for one in score.cohorts
            ],
            "rows": [
                [
                    {
                        "total": one.score,
                        "within": one.within,
                        "share": one.risk,
                        "interval": one.interval,
                        "patients": one.patients,
                        "percent": one.percent,
                        "least": one.least,
                        "most": one.most,
                    }
                    for one in both
                ]
                for both in zip(*(cohort.rows for cohort in score.cohorts), strict=True)
            ],
            "cautions": score.cautions,
        }

    def _schedule(self, plan: PlanView) -> dict[str, Any] | None:
        if plan.schedule is None:
            return None
        return {
            "card": self._card(plan.schedule),
            "start": plan.start,
            "offer": plan.offer,
            "timeline": _timeline(plan, self.told) if plan.screens else None,
            "other": self._line(plan.other_interval) if plan.other_interval else None,
        }

    def _plan(self, plan: PlanView) -> dict[str, Any]:
        return {
            "no_plan": plan.no_plan,
            "lines": [self._card(card) for card in plan.lines],
            "robustness": plan.robustness,
            "branches": plan.branches,
        }

    def _lookalike(self, one: LookalikeView) -> dict[str, Any]:
        return {
            "title": one.title,
            "for": one.speaks_for,
            "against": [] if self.brief else one.speaks_against,
            "trap": "" if self.brief else one.trap,
            "tests": ", ".join(one.tests),
            "cites": self._cite(one.sources),
        }

    def _references(self) -> list[dict[str, Any]]:
        """What was cited on the page, in the order of its numbers."""
        cited = ((self.references[name], number) for name, number in self.numbers.items())
        return [
            {
                "number": number,
                "authors": sentence(one.authors) if one.authors else "",
                "first_author": _first_author(one),
                "title": sentence(one.title or one.topic or ""),
                "source": sentence(one.source),
                "link": one.link,
                "address": address(one),
                "seen": self._seen(one),
            }
            for one, number in cited
        ]

    def _seen(self, reference: Reference) -> str:
        """Where it was seen, unless that was its abstract, as the list says of all others."""
        places = self.places[reference.id]
        if places == ["abstract"] and not reference.second_hand:
            return ""
        second_hand = self.words["summary_second_hand"]
        if self.brief and reference.second_hand:
            return self._text("pdf_seen", where=second_hand)
        said = "; ".join(places)
        unsaid = reference.second_hand and second_hand not in said
        return self._text("pdf_seen", where=f"{second_hand}: {said}" if unsaid else said)


def _first_author(reference: Reference) -> str:
    """The first author, who stands for all where room is short."""
    first, *others = (reference.authors or "").split(", ")
    return f"{first}, et al." if others else first and sentence(first)


def _section(title: str, items: Iterable[str]) -> dict[str, Any]:
    return {"title": title, "items": list(items)}


def _timeline(plan: PlanView, told: Report) -> dict[str, Any]:
    """Each screen's place on the line, 0 at T0 and 1 at the last screen, and what it says."""
    last = plan.screens[-1]
    start = date.fromisoformat(plan.start_date) if plan.start_date else None
    today = None
    if start is not None:
        length = (date.fromisoformat(last.due) - start).days
        gone = (date.fromisoformat(told.today) - start).days
        today = max(0.0, min(gone / length, BEYOND))
    said = "; ".join(
        told.words["pdf_timeline_screen"].format(
            when=told.words["pdf_months"].format(months=one.months),
            date=one.due or one.when,
            status=one.status_said,
        )
        for one in plan.screens
    )
    return {
        "start": plan.start_date,
        "today": today,
        "today_says": f"{told.words['pdf_today']} {told.today}",
        "screens": [
            {
                "at": one.months / last.months,
                "months": told.words["pdf_months"].format(months=one.months),
                "date": one.due,
                "status": one.status_said,
                "mark": one.status_id,
                "offered": one.offered,
            }
            for one in plan.screens
        ],
        "says": told.words["pdf_timeline_alt"].format(screens=said),
    }
