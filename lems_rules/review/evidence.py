"""Lays the content open: puts every rule, source, conflict and case into words for inspection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lems_rules.knowledge.content import Content, known_diagnoses, once
from lems_rules.review.evidence_view import (
    AttributeEntry,
    CalculatorEntry,
    CaseEntry,
    CaseGroup,
    ConflictEntry,
    Fact,
    Inspection,
    ReferenceEntry,
    ReferenceGroup,
    StatementEntry,
    YardstickEntry,
)
from lems_rules.review.rule_entries import RuleGroup, in_words, is_numbered, rule_groups
from lems_rules.review.scorecard import Kind, Outcome, scorecard
from lems_rules.review.search import sought
from lems_rules.schema.citation import Reference
from lems_rules.schema.decisions.rules import Sourced
from lems_rules.schema.edition import IN_PREPARATION
from lems_rules.schema.evidence import Yardstick
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source

KINDS: tuple[Kind, ...] = ("missed", "false_alarm", "reached", "left")


@once
def inspection(content: Content) -> Inspection:
    """Everything there is to inspect, in words; the same object for the same content."""
    return _Inspector(content).inspection()


def entries_to_report(shown: Inspection, content: Content) -> tuple[str, ...]:
    """What a report can be about, named: nothing in particular, then every entry shown."""
    return (
        content.words["evidence_report_general"],
        *(f"{one.id} · {one.title}" for group in shown.rules for one in group.entries),
        *(f"{one.id} · {one.text}" for group in shown.references for one in group.entries),
        *(f"{one.id} · {one.title}" for one in shown.conflicts),
        *(f"{one.id} · {one.statement}" for one in shown.statements),
        *(f"{one.id} · {one.title}" for one in shown.calculators),
    )


def error_report(whole: Inspection, content: Content, about: str) -> str:
    """A report of an error in the content as text to copy; ``about`` names the entry."""
    text = content.words["evidence_report_text"]
    return text.format(edition=whole.edition, digest=whole.digest, about=about).strip()


class _Inspector:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.say = Presenter(content)
        self.diagnoses = known_diagnoses(content)
        entries: list[Sourced] = [*content.findings.values(), *content.rules]
        for score in content.scores.values():
            entries += [score, *score.items]
        self.titles = {one.id: one.title for one in entries}

    def inspection(self) -> Inspection:
        content, edition = self.content, self.content.edition
        rules = rule_groups(content)
        references = tuple(self._reference_groups())
        outcomes = scorecard(content)
        return Inspection(
            edition=edition.edition,
            edition_says=self._edition(),
            digest=content.digest,
            review=edition.review,
            facts=tuple(self._facts(rules, references, outcomes)),
            rules=rules,
            references=references,
            conflicts=tuple(self._conflicts()),
            statements=tuple(self._statements()),
            statements_say=self._tally(
                (one.verdict for one in content.statements), "evidence_verdict"
            ),
            score_items=tuple((item.short, item.title) for item in content.points),
            score_window=content.score.window if content.score else "",
            calculators=tuple(self._calculators()),
            case_summary=tuple(self._case_summary(outcomes)),
            cases=tuple(self._case_groups(outcomes)),
            yardsticks=tuple(self._yardstick(one) for one in content.support.yardsticks),
            changes=tuple(_changes(content.changelog)),
        )

    # What stands on top

    def _edition(self) -> str:
        edition = self.content.edition
        if edition.released == IN_PREPARATION:
            return self.say.text("evidence_edition", edition=self.say.edition())
        day = in_words(edition.released)
        return self.say.text("evidence_released", edition=edition.edition, released=day)

    def _facts(
        self,
        rules: Sequence[RuleGroup],
        references: Sequence[ReferenceGroup],
        outcomes: Sequence[Outcome],
    ) -> Iterator[Fact]:
        text, content = self.say.text, self.content
        strengths = [one.strength for group in rules for one in group.entries]
        yield Fact(
            str(len(strengths)), text("evidence_fact_rules"), self._tally(strengths, "strength")
        )
        found = [one for group in references for one in group.entries]
        seen = self._tally((content.references[one.id].seen for one in found), "evidence_by")
        yield Fact(str(len(found)), text("evidence_fact_references"), seen)
        yield Fact(
            str(len(content.conflicts)),
            text("evidence_fact_conflicts"),
            text("evidence_fact_conflicts_says"),
        )
        sought = content.edition.disease.id
        theirs = sum(one.case.diagnosis == sought for one in outcomes)
        parts = text("evidence_fact_cases_says", theirs=theirs, others=len(outcomes) - theirs)
        yield Fact(str(len(outcomes)), text("evidence_fact_cases"), parts)

    def _tally(self, ids: Iterable[str], prefix: str) -> str:
        """How often each of some ids occurs, most frequent first, as one phrase."""
        counted = Counter(ids).most_common()
        named = (f"{number} {self.say.text(f'{prefix}_{one}').lower()}" for one, number in counted)
        return ", ".join(named)

    # References

    def _reference_groups(self) -> Iterator[ReferenceGroup]:
        content = self.content
        rules: dict[str, list[str]] = {name: [] for name in content.references}
        uses: dict[str, Counter[str]] = {name: Counter() for name in content.references}
        for file, entry, citation in content.cited():
            if file.startswith(("rules/", "scores/", "discordance")) and entry in self.titles:
                rules[citation.ref].append(entry)
            else:
                uses[citation.ref][self._use(file)] += 1
        entries: dict[str, list[ReferenceEntry]] = {}
        for one in content.references.values():
            of_cases = not rules[one.id] and set(uses[one.id]) == {self._use("cases")}
            told = self._reference(one, tuple(dict.fromkeys(rules[one.id])), uses[one.id])
            entries.setdefault("case" if of_cases else one.seen, []).append(told)
        for group in ("abstract", "page", "second_hand", "case"):
            yield ReferenceGroup(
                id=group,
                title=self.say.text(f"evidence_references_{group}"),
                says=self.say.text(f"evidence_references_{group}_says"),
                entries=tuple(sorted(entries.get(group, ()), key=lambda one: one.text.casefold())),
            )

    def _named_rules(self, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Rules by id, with what a reader calls them: H2 stays H2, a long id gives its title."""
        return tuple((name, name if is_numbered(name) else self.titles[name]) for name in ids)

    def _use(self, file: str) -> str:
        """The word that says what rests on a source that is cited in this file."""
        key = f"evidence_use_{file.removesuffix('.yaml').replace('/', '_')}"
        return key if key in self.content.words else "evidence_use_other"

    def _reference(
        self, one: Reference, rules: tuple[str, ...], uses: Counter[str]
    ) -> ReferenceEntry:
        told = [self.say.text(key, count=count) for key, count in uses.items()]
        if one.further_reading:
            told.append(self.say.text("evidence_use_none"))
        parts = [one.authors or "", one.title or one.topic or "", one.source]
        text = " ".join(f"{part.rstrip('.')}." for part in parts if part)
        seen = self.say.text(f"evidence_seen_{one.seen}")
        identifiers = [one.doi or "", one.pmid or "", one.pmcid or "", str(one.year or "")]
        return ReferenceEntry(
            id=one.id,
            anchor=f"reference-{one.id}",
            text=text,
            link=one.link,
            seen=seen,
            checked=one.checked,
            read_on=in_words(one.read_on),
            rules=self._named_rules(rules),
            uses=tuple(told),
            seek=sought(one.id, text, seen, one.checked, *identifiers, *rules, *told),
        )

    # What stands beside the rules

    def _conflicts(self) -> Iterator[ConflictEntry]:
        for one in self.content.conflicts:
            sides = tuple((side.says, self.say.sources(side.refs)) for side in one.sides)
            area = self.say.text(f"evidence_area_{one.area}")
            texts = [part for says, sources in sides for part in (says, *_named(sources))]
            yield ConflictEntry(
                id=one.id,
                anchor=f"conflict-{one.id}",
                area=area,
                title=one.title,
                sides=sides,
                we_do=one.we_do,
                rules=self._named_rules(one.rules),
                seek=sought(one.id, area, one.title, one.we_do, *texts, *one.rules),
            )

    def _statements(self) -> Iterator[StatementEntry]:
        for one in self.content.statements:
            verdict = self.say.text(f"evidence_verdict_{one.verdict}")
            sources = self.say.sources(one.refs)
            texts = (one.id, one.statement, verdict, one.ours, *_named(sources))
            seek = sought(*texts)
            yield StatementEntry(one.id, one.statement, verdict, one.ours, sources, seek)

    def _calculators(self) -> Iterator[CalculatorEntry]:
        for one in self.content.calculators:
            sources = self.say.sources(one.refs)
            texts = (one.id, one.title, one.form, one.items, one.unanswered, *one.differs)
            yield CalculatorEntry(
                id=one.id,
                title=one.title,
                form=one.form,
                read_on=in_words(one.read_on),
                link=one.url or "",
                items=one.items,
                unanswered=one.unanswered,
                differs=one.differs,
                sources=sources,
                seek=sought(*texts, *_named(sources)),
            )

    def _yardstick(self, yardstick: Yardstick) -> YardstickEntry:
        lines = [one for one in self.content.support.attributes if one.yardstick == yardstick.id]
        groups: dict[str, list[AttributeEntry]] = {}
        for one in lines:
            stands = self.say.text(f"evidence_stands_{one.stands}")
            sources = self.say.sources(one.refs)
            line = AttributeEntry(one.id, one.title, one.says or "", one.stands, stands, sources)
            groups.setdefault(one.group, []).append(line)
        return YardstickEntry(
            id=yardstick.id,
            title=yardstick.title,
            says=yardstick.says,
            tally=self._tally((one.stands for one in lines), "evidence_stands"),
            sources=self.say.sources(yardstick.refs),
            groups=tuple((title, tuple(entries)) for title, entries in groups.items()),
        )

    # Published cases

    def _case_summary(self, outcomes: Sequence[Outcome]) -> Iterator[str]:
        kinds = Counter(one.kind for one in outcomes)
        sought = self.content.edition.disease.id
        theirs = [one for one in outcomes if one.case.diagnosis == sought]
        others = [one for one in outcomes if one.case.diagnosis != sought]
        suspicion = self.content.suspicion
        tested = suspicion.level(suspicion.tested_from).title
        yield self.say.text(
            "evidence_cases_disease",
            reached=kinds["reached"],
            missed=kinds["missed"],
            count=len(theirs),
            level=tested,
            searched=sum(one.searched for one in theirs),
        )
        yield self.say.text(
            "evidence_cases_others",
            alarms=kinds["false_alarm"],
            count=len(others),
            searched=sum(one.searched for one in others),
        )
        yield self.say.text("evidence_cases_limits", count=len(outcomes))

    def _case_groups(self, outcomes: Sequence[Outcome]) -> Iterator[CaseGroup]:
        for kind in KINDS:
            yield CaseGroup(
                id=kind,
                title=self.say.text(f"evidence_cases_{kind}"),
                says=self.say.text(f"evidence_cases_{kind}_says"),
                entries=tuple(self._case(one) for one in outcomes if one.kind == kind),
            )

    def _case(self, outcome: Outcome) -> CaseEntry:
        case, rule = outcome.case, outcome.rule
        diagnosis = self.diagnoses[case.diagnosis]
        told = rule.title if rule else self.say.text("no_rule")
        level, rule_id = outcome.level.title, rule.id if rule else ""
        sources = self.say.sources(case.refs)
        return CaseEntry(
            id=case.id,
            about=case.about,
            diagnosis=diagnosis,
            level=level,
            rule=told,
            rule_id=rule_id,
            coding=case.coding,
            sources=sources,
            seek=sought(case.id, case.about, diagnosis, level, told, rule_id, case.coding),
        )


def _named(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        yield f"{source.id} {source.label}"


def _changes(changelog: str) -> Iterator[tuple[str, str]]:
    """Each edition of the changelog with what it says, newest first."""
    for part in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        yield heading.strip(), body.strip()
