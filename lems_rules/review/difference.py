"""What two editions of the content decide differently: in their rules, and in the shipped cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.kinds import DECIDING, TOLD
from lems_rules.logic.condition import Node
from lems_rules.logic.number import as_shown
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.reasoning.parts import Parts, parts_of
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.case import Case
from lems_rules.schema.decisions.rules import Rule
from lems_rules.schema.edition import decided
from lems_rules.schema.questions.item import AnswerError
from lems_rules.wording.phrase import Words


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was so and is so now, in words."""

    what: str
    was: str
    now: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.what}: {self.was} → {self.now}"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A question, a rule or a setting that was added, taken out or changed."""

    how: str
    name: str
    changes: tuple[Change, ...] = ()

    def __str__(self) -> str:
        """One line, and one for each change inside it."""
        return "\n".join((f"{self.how} {self.name}", *(f"    {one}" for one in self.changes)))


@dataclass(frozen=True, slots=True)
class CaseChange:
    """How one shipped case comes out differently, or why the two cannot be compared.

    ``gone`` and ``come`` are messages, flags and lines of the plan that only the old or only the
    new edition shows.
    """

    case: str
    about: str
    notes: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The case, and a line for each note and each change."""
        return "\n".join((f"{self.case}, {self.about}", *(f"    {one}" for one in self._lines())))

    def _lines(self) -> Iterator[str]:
        yield from self.notes
        yield from (str(change) for change in self.changes)
        yield from (f"no longer: {one}" for one in self.gone)
        yield from (f"new: {one}" for one in self.come)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that two contents decide differently. ``reworded`` counts what only reads anew."""

    old: str
    new: str
    notes: tuple[str, ...]
    rules: tuple[RuleChange, ...]
    reworded: int
    cases: tuple[CaseChange, ...]
    alike: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    def __str__(self) -> str:
        """All of it as text, for a person."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from (f"Old: {self.old}", f"New: {self.new}", *self.notes, "")
        if self.rules:
            yield f"What decides differs in {_counted(len(self.rules), 'place')}:"
            yield from (f"- {one}" for one in self.rules)
        else:
            yield "What decides is the same in both: no question, rule or setting differs."
        if self.reworded:
            entries = _counted(self.reworded, "entry", "entries")
            yield f"In {entries} only the wording or the sources differ."
        yield ""
        if self.cases:
            yield f"{_counted(len(self.cases), 'shipped case')} to look at:"
            yield from (f"- {one}" for one in self.cases)
        come = "comes" if self.alike == 1 else "come"
        yield f"{_counted(self.alike, 'shipped case')} {come} out the same in both."
        for names, which in ((self.only_old, "old"), (self.only_new, "new")):
            if names:
                span = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
                yield f"Only the {which} edition has {_counted(len(names), 'case')}: {span}."


def difference(old: Content, new: Content) -> Difference:
    """Compare two contents, each with rules that hang together (see `checks.load_rules`).

    The cases are those of the new content and those that only the old one has, each with its own
    facts and its own ``today``.
    """
    cases = {**old.cases, **new.cases}
    told = [one for case in cases.values() if (one := _case_change(old, new, case)) is not None]
    return Difference(
        old=_named(old),
        new=_named(new),
        notes=tuple(_notes(old, new)),
        rules=tuple(_rule_changes(old, new)),
        reworded=_reworded(old, new),
        cases=tuple(told),
        alike=len(cases) - len(told),
        only_old=tuple(sorted(set(old.cases) - set(new.cases))),
        only_new=tuple(sorted(set(new.cases) - set(old.cases))),
    )


def _named(content: Content) -> str:
    return f"edition {content.edition.edition}, digest {content.digest}"


def _notes(old: Content, new: Content) -> Iterator[str]:
    for which, content in (("The old one", old), ("The new one", new)):
        if content.edition.digest != content.digest:
            yield f"{which} has changed since it was stamped ({content.edition.digest})."
    if old.edition.edition == new.edition.edition and old.digest != new.digest:
        yield "Both call themselves by one edition: the new one needs a number of its own."
    if old.edition.edition != new.edition.edition and old.digest == new.digest:
        yield "The edition differs, but nothing that decides."


# What decides


def _rule_changes(old: Content, new: Content) -> Iterator[RuleChange]:
    before, after = Words(old), Words(new)
    new_groups, old_groups = _groups(new), _groups(old)
    for key in dict.fromkeys((*new_groups, *old_groups)):
        group, earlier_group = new_groups.get(key, _NOTHING), old_groups.get(key, _NOTHING)
        kind = group.title or earlier_group.title
        entries, earlier = group.entries, earlier_group.entries
        for name, entry in entries.items():
            if name not in earlier:
                yield RuleChange("added:", _titled(kind, name, entry))
            elif changes := tuple(_fields(earlier[name], entry, before, after)):
                yield RuleChange("changed:", _titled(kind, name, entry), changes)
        for name, entry in earlier.items():
            if name not in entries:
                yield RuleChange("taken out:", _titled(kind, name, entry))
        was = [name for name in earlier if name in entries]
        now = [name for name in entries if name in earlier]
        if was != now:
            moved = [name for name, other in zip(now, was, strict=True) if name != other]
            yield RuleChange("order changed:", f"{kind}s, among them {', '.join(moved)}")
    for file in DECIDING:
        if not file.settings:
            continue
        earlier_forms = {getattr(form, "id", ""): form for form in file.held_by(old)}
        for form in file.held_by(new):
            name = getattr(form, "id", "")
            if name not in earlier_forms:
                continue  # a score that only the new one has: its points are told above
            changes = tuple(_fields(earlier_forms[name], form, before, after, _LISTED))
            if changes:
                yield RuleChange("changed:", file.settings.format(id=name), changes)


@dataclass(frozen=True, slots=True)
class _Group:
    """The entries of one kind by id, and what the kind is called."""

    title: str
    entries: Mapping[str, BaseModel]


_NOTHING = _Group("", {})
# The parts of the settings that are told entry by entry.
_LISTED = tuple(kind.where.partition(".")[2] for kind in TOLD if "." in kind.where)


def _groups(content: Content) -> Mapping[tuple[str, str], _Group]:
    """Everything with an id that decides, by kind and by the form it stands in."""
    return {
        (kind.where, getattr(form, "id", "")): _Group(
            kind.told.format(title=getattr(form, "title", "")), {one.id: one for one in entries}
        )
        for kind in TOLD
        for form, entries in kind.by_form(content)
    }


def _titled(kind: str, name: str, entry: BaseModel) -> str:
    title = getattr(entry, "title", None) or getattr(entry, "label", None)
    return f"{kind} {name}, {title}" if title else f"{kind} {name}"


def _fields(
    old: BaseModel, new: BaseModel, before: Words, after: Words, leaving_out: Iterable[str] = ()
) -> Iterator[Change]:
    was, now = decided(old), decided(new)
    for name in dict.fromkeys((*was, *now)):
        if name not in leaving_out and was.get(name) != now.get(name):
            yield Change(name, _said(getattr(old, name), before), _said(getattr(new, name), after))


def _said(value: Any, words: Words) -> str:
    """A field's value as a person would read it."""
    match value:
        case Node():
            return words.condition(value)  # type: ignore[arg-type]
        case BaseModel():
            return str(getattr(value, "id", value))
        case tuple():
            return ", ".join(_said(one, words) for one in value) or "none"
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return as_shown(value)
        case _:
            return str(value)


def _reworded(old: Content, new: Content) -> int:
    """How many entries decide the same and are written differently."""
    before = _groups(old)
    pairs = (
        (earlier[name], entry)
        for key, group in _groups(new).items()
        for name, entry in group.entries.items()
        if name in (earlier := before.get(key, _NOTHING).entries)
    )
    return sum(decided(was) == decided(now) and was != now for was, now in pairs)


# The shipped cases


def _case_change(old: Content, new: Content, case: Case) -> CaseChange | None:
    """How a case differs; None when it comes out the same."""
    notes = []
    earlier = old.cases.get(case.id, case)
    if (earlier.answers, earlier.today) != (case.answers, case.today):
        notes.append("Its facts were changed; both editions are compared on the new ones.")
    results: list[Consideration] = []
    for which, content in (("old", old), ("new", new)):
        try:
            answers = read_answers(content, case.answers)
        except AnswerError as error:
            notes.append(f"The {which} edition cannot read its {error}")
        else:
            results.append(Consideration(content, answers, case.today))
    changed = CaseChange(case.id, case.about, tuple(notes))
    if len(results) == 2:
        (was, shown), (now, shows) = ((_told(one), _shown(one)) for one in results)
        changed = replace(
            changed,
            # A finding or a point that only one edition knows of is told with the rules.
            changes=tuple(
                Change(what, then, now[what])
                for what, then in was.items()
                if what in now and then != now[what]
            ),
            gone=tuple(title for name, title in shown.items() if name not in shows),
            come=tuple(title for name, title in shows.items() if name not in shown),
        )
    alike = not (changed.notes or changed.changes or changed.gone or changed.come)
    return None if alike else changed


def _told(given: Consideration) -> dict[str, str]:
    """The parts of the result that always have a value, in words that can be compared."""
    result = given.result()
    parts = parts_of(result)
    return {
        "level": _level(given.content, parts),
        given.content.score_short: _score(parts),
        "schedule": _schedule(result),
        "plan settled": "yes" if result.plan_settled else "no",
        "next question": result.next_item or "none",
        **{f"point {name}": verdict for name, verdict in result.delta_p.items.items()},
        **{f"finding {name}": verdict for name, verdict in result.findings.items()},
    }


def _shown(given: Consideration) -> dict[str, str]:
    """The messages, flags and lines that are shown, by what tells them apart, with their titles."""
    content, fires = given.content, given.conclusions.fires
    kinds: dict[str, tuple[Rule, ...]] = {
        "safety message": content.safety,
        "counter-flag": content.counter_flags,
        "notice": content.notices,
    }
    shown = {
        f"{kind} {rule.id}": f"{kind} {rule.id}, {rule.title}"
        for kind, rules in kinds.items()
        for rule in rules
        if fires(rule.id)
    }
    for line, done in given.conclusions.advice():
        name = f"workup line {line.id}{' (done)' if done else ''}"
        shown[name] = f"{name}, {line.title}"
    return shown


def _level(content: Content, parts: Parts) -> str:
    assert parts.level is not None  # a result of today says everything
    return f"{content.suspicion.level(parts.level.id).title} ({parts.level.rule or 'no rule'})"


def _score(parts: Parts) -> str:
    score = parts.score
    assert score is not None
    reach = str(score.low) if score.low == score.high else f"{score.low} to {score.high}"
    return f"{reach}, tier {score.tier}" if score.applies else f"does not apply ({reach})"


def _schedule(result: Assessment) -> str:
    if result.schedule_rule is None:
        return "none"
    screens = (
        f"{one.months}{' offered' if one.offered else ''} ({one.due or one.status})"
        for one in result.schedule
    )
    return f"{result.schedule_rule}, months {', '.join(screens)}"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
