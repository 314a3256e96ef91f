"""Every figure that a reader meets in `content/` can be traced to what was read in a source.

A figure is a number in digits, or a number in words that measures something ("nine patients").
It must stand in an entry with references (in an article: in a paragraph that names some). Shares,
counts of patients and decimals must moreover stand in `checked` of one of these references, unless
the text says that the arithmetic, or the reading, is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, fields, replace
from functools import cache

import pytest
from pydantic import BaseModel

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.provenance import marks_in
from lems_rules.knowledge.reader import SHIPPED
from lems_rules.logic.condition import Node
from lems_rules.schema.case import Case, Feedback
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.mechanism import Article
from lems_rules.schema.questions.item import Phenotype
from tests.conftest import Copy
from tests.support.shipped import CONTENT

ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
TENS |= {"eighty": 80, "ninety": 90, "hundred": 100}
SPELLED = {word: at for at, word in enumerate(ONES.split(), 1)} | TENS

# Numbers that are part of a name.
NAMES = re.compile(
    r"3,4-diaminopyridine|LMS-\d+|ORPHA:\d+|CaV2\.1|type 1 diabetes|\b[Rr]oute [12]\b"
    r"|(?:criteria|guideline|paper|cohort|rule|label|task force|task force,) (?:of )?(?:May )?\d{4}"
    r"|95 % interval|\b\d{1,2} [A-Z][a-z]+ 20\d\d\b|\((?:[A-Z][\w'-]+ )+\d{4}\)|[A-Z][a-z]+ \d{4}"
)
DIGITS = re.compile(r"(?<![\w/.-])(?<!\d,)\d+(?:[.,]\d+)*(?![\w/]|-[a-z])")
MEASURES = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|patients?|people|persons?|children|men"
    "|women|cases|operations|per cent|percent|pack-years|cigarettes|times as|in ten"
)
IN_WORDS = re.compile(
    rf"\b({'|'.join(SPELLED.keys() - {'one'})})[ -](?:{MEASURES})\b"
    r"|\b(half|a third|two thirds|a quarter|one in \w+)\b(?= of (?:all|the|those|patients|people))",
    re.IGNORECASE,
)
# What a study found, as against a limit, a date or how a test is done.
SHARE = re.compile(r"(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))? %")
COUNT = re.compile(r"\b(\d+) of (?:the |these |every )?(\d+(?:,\d{3})*)\b")
DECIMAL = re.compile(r"(?<![\w.])(\d+\.\d+)(?![\w.])")
ARITHMETIC = re.compile(
    r"\bour (?:own )?(?:arithmetic|subtraction|reconstruction)\b", re.IGNORECASE
)
OURS = re.compile(rf"{ARITHMETIC.pattern}|\bour own\b|\bare ours?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """A text a reader meets: where it stands, what it says, and the references it rests on."""

    place: str
    says: str
    refs: tuple[str, ...]

    def figures(self) -> set[str]:
        """Every figure in it, as written."""
        plain = NAMES.sub("", self.says)
        return set(DIGITS.findall(plain)) | {found.group(0) for found in IN_WORDS.finditer(plain)}

    def findings(self) -> set[float]:
        """What a study found: shares, counts and decimals."""
        plain = NAMES.sub("", self.says)
        groups = [*SHARE.findall(plain), *COUNT.findall(plain)]
        found = [number for group in groups for number in group if number]
        return {float(one.replace(",", "")) for one in (*found, *DECIMAL.findall(plain))}


@cache
def numbers(text: str) -> frozenset[float]:
    """Every number of a text, in digits or in words."""
    found = {float(one.replace(",", "")) for one in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}
    words = re.findall(r"[a-z]+", text.lower())
    found |= {float(SPELLED[word]) for word in words if word in SPELLED}
    for ten, one in re.findall(r"\b(\w+)[- ](\w+)\b", text.lower()):
        if ten in TENS and SPELLED.get(one, 10) < 10:
            found.add(float(TENS[ten] + SPELLED[one]))
    return frozenset(found)


NOT_READ = (Reference, Phenotype, Citation, Node, Article)
NO_WORDING = {"id", "refs", "ref", "at", "answers", "today", "coding", "read_on", "url", "digest"}


def words_of(value: object) -> Iterator[str]:
    if isinstance(value, NOT_READ):
        return
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in NO_WORDING:
                yield from words_of(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from words_of(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from words_of(one)


def texts(value: object, text: Text) -> Iterator[Text]:
    """The texts of an entry and of what is inside it, each with the nearest references."""
    if isinstance(value, NOT_READ):
        return
    if isinstance(value, str):
        yield replace(text, says=" ".join(value.split()))
    elif isinstance(value, BaseModel):
        place = f"{text.place} {getattr(value, 'id', '')}".strip()
        refs = text.refs
        if "refs" in type(value).model_fields or hasattr(value, "refs"):
            own = tuple(citation.ref for citation in value.refs)  # type: ignore[attr-defined]
            if isinstance(value, Case) and value.lesson:
                # A lesson is one text: its questions rest on what its feedback cites.
                own += tuple(one.ref for each in value.lesson.feedback for one in each.refs)
            # What feedback says without a source of its own it says of the case.
            refs = own or (text.refs if isinstance(value, Feedback) else ())
        for name in type(value).model_fields:
            if name not in NO_WORDING:
                inner = replace(text, place=f"{place} {name}", refs=refs)
                yield from texts(getattr(value, name), inner)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one, replace(text, place=f"{text.place} {key}"))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one, text)


def paragraphs(article: Article) -> Iterator[Text]:
    refs = tuple(citation.ref for citation in article.refs)
    for name in ("title", "brief", "certainty_says"):
        yield Text(f"{article.id} {name}", getattr(article, name), refs)
    for number, paragraph in enumerate(re.split(r"\n\s*\n|\n(?=- )", article.body), 1):
        says = " ".join(paragraph.split())
        yield Text(f"{article.id} paragraph {number}", says, tuple(marks_in(says)))


def all_texts(content: Content) -> Iterator[Text]:
    """Everything a reader can meet, except the references and the changelog themselves."""
    parts = {field.name for field in fields(content)}
    for part in sorted(parts - {"references", "articles", "changelog", "editions", "edition"}):
        value = getattr(content, part)
        if isinstance(value, dict) and part not in ("figure", "words"):
            value = tuple(value.values())
        yield from texts(value, Text(part, "", ()))
    for article in content.articles.values():
        yield from paragraphs(article)


def facts_of(case: Case) -> str:
    """What an invented patient is: the answers, and the story told of them."""
    lesson = case.lesson
    stories = [*(one.story for one in lesson.stages), lesson.turned_out] if lesson else []
    ages = [
        f"{float(value) + more:g}"
        for value in case.answers.values()
        if isinstance(value, int | float)
        for more in (0, 1, 2)
    ]
    return " ".join((case.about, *map(str, case.answers.values()), *stories, *ages))


def borrowed(content: Content) -> dict[str, str]:
    """Texts that an entry without references repeats, by the place it stands in."""
    found = {}
    for one in content.checklist.contradictions:
        items = [content.checklist.item(name) for name in one.items]
        if all(item.refs for item in items):
            found[f"checklist contradictions {one.id} "] = " ".join(
                text for i in items for text in words_of(i)
            )
    for case in content.cases.values():
        if not case.refs:
            found[f"cases {case.id} "] = facts_of(case)
    return found


# Places without references whose figures need none, and why. A place is a pattern.
FREE: dict[str, str] = {
    r"words cases_score": "the lowest total",
    r"words transmission_\w+": "settings of the model; transmission.yaml says which have sources",
    r"words pdf_cohorts_alt": "the scale of a chart",
    r"words worksheet_says": "how the worksheet is used; requests.yaml has the same with sources",
    r"words test_repetitive_stimulation_low": "the name of a test",
    r"words teach_calibration_brier": "arithmetic of the Brier score",
    r"words (?:guide_\w+|teach_says)": "how a session is run; minutes of a plan, not findings",
    r"figure explains_count_1": "a count of answers on the screen",
    r"words (?:draft_\w+|prefilled)_1": "a count of answers on the screen",
    r"figure (?:state|title|text|says|aria|reflexes)_?\w*": "marks of the drawing, and ten seconds "
    "of effort as the name of a state",
    r"do_now acts (?:both_tests|stimulation) text": "how a test is done; the plan says it with "
    "sources",
    r"record (?:concepts \w+ codes \w+|systems.*)": "codes of other people's, with their page",
    r"record mappings weights limits": "which weights are read; the question says the same",
    r"support attributes guides_\d_\d title": "the numbering of the list that is quoted",
}


# Shares and decimals that were read in no study: where they stand, which, and why.
EXAMPLES: dict[str, tuple[set[float], str]] = {
    "calculators neuroplans differs": ({15, 25, 96, 99}, "quotes a page as it was read"),
    "calculators nobra differs": ({83.9}, "quotes a page as it was read"),
    "checklist items cmap_increment_percent help": ({200}, "how an increment is reckoned"),
    "requests neurophysiology lines says": ({200}, "how an increment is reckoned"),
    "cases case_c11 lesson stages prompts ask": ({410}, "how an increment is reckoned"),
    "cases case_c11 lesson stages prompts expect": ({410}, "how an increment is reckoned"),
}


def own_facts(content: Content, text: Text) -> Set[float]:
    """The numbers of a case's own patient, and the bounds at which an answer is called unlikely."""
    part, _, rest = text.place.partition(" ")
    name = rest.split(" ", 2)
    if part == "cases":
        return numbers(facts_of(content.cases[name[0]]))
    if part == "checklist" and name[1] in content.checklist:
        bounds = content.checklist.item(name[1]).unlikely
        return {abs(one) for each in bounds for one in (each.below, each.above) if one is not None}
    return set()


def freed(text: Text) -> str | None:
    return next((place for place in FREE if re.match(place, text.place)), None)


def untraced(content: Content, told: Iterable[Text]) -> list[str]:
    """The figures that stand where no reference is given."""
    repeats = borrowed(content)
    wrong = []
    for text in told:
        if text.refs or freed(text) or ARITHMETIC.search(text.says):
            continue
        backing = next(
            (told for place, told in repeats.items() if text.place.startswith(place)), ""
        )
        known = numbers(backing)
        strange = sorted(one for one in text.figures() if not numbers(one) <= known)
        if strange:
            wrong.append(f"{text.place}: {', '.join(strange)}: {text.says}")
    return wrong


def unread(content: Content, told: Iterable[Text]) -> list[str]:
    """What studies found, as told, that none of the references given is said to hold."""
    wrong = []
    for text in told:
        if not text.refs or OURS.search(text.says):
            continue
        examples, _ = EXAMPLES.get(text.place, (set(), ""))
        known = own_facts(content, text) | examples
        for ref in text.refs:
            source = content.references[ref]
            known |= numbers(" ".join(filter(None, (source.checked, source.title, source.topic))))
        rounded = known | {float(round(one)) for one in known}
        if strange := sorted(text.findings() - rounded):
            wrong.append(f"{text.place}: {strange} in none of {', '.join(text.refs)}: {text.says}")
    return wrong


def test_every_figure_stands_with_a_reference(content: Content) -> None:
    assert untraced(content, all_texts(content)) == []


def test_what_a_study_found_stands_in_what_was_read_of_it(content: Content) -> None:
    assert unread(content, all_texts(content)) == []


def test_every_exception_is_still_needed(content: Content) -> None:
    told = list(all_texts(content))
    used = {freed(text) for text in told if not text.refs and text.figures()}
    assert sorted(set(FREE) - used) == []
    found = {place: set[float]() for place in EXAMPLES}
    for text in told:
        found.get(text.place, set()).update(text.findings())
    unused = {place: which - found[place] for place, (which, _) in EXAMPLES.items()}
    assert {place: which for place, which in unused.items() if which} == {}


def test_figures_are_looked_for_in_every_kind_of_entry(content: Content) -> None:
    places = {text.place.split()[0] for text in all_texts(content) if text.figures()}
    kinds = {"checklist", "findings", "suspicion", "counter_flags", "safety", "notices"}
    kinds |= {"screening", "scores", "lookalikes", "discordance", "requests", "steps"}
    kinds |= {"statements", "conflicts", "calculators", "cases", "figure", "words"}
    kinds |= {"treatment", "children", "test_pitfalls", "following_a_patient", "tumour_link"}
    assert kinds - places == set()


@pytest.mark.parametrize(
    "word",
    [
        *("score_exact", "score_range", "score_open", "score_settled", "score_points"),
        *("cases_score", "reread_range", "evidence_rules_score_says"),
    ],
)
def test_how_many_points_the_score_has_stands_in_no_word(content: Content, word: str) -> None:
    assert re.search(r"\{(most|count|points)\}", content.words[word])
    assert not re.search(r"\b(6|six)\b", content.words[word])


@pytest.mark.parametrize(
    ("says", "figures"),
    [
        ("Found in 77.8 % of 63 patients", {"77.8", "63"}),
        ("Nine patients, 1,293 in all", {"Nine patients", "1,293"}),
        ("two gates, one arm, both cohorts", set()),
        ("half of the patients, one in five of those", {"half", "one in five"}),
        ("3,4-diaminopyridine in the trial LMS-003", set()),
        ("SOX1, HLA-B8, P/Q and CaV2.1", set()),
        ("the Japanese criteria of 2022", set()),
        ("ten seconds", {"ten seconds"}),
        ("a 13-month-old child", set()),
    ],
)
def test_a_figure_is_known_when_it_is_met(says: str, figures: set[str]) -> None:
    assert Text("somewhere", says, ()).figures() == figures


# A test that can fail

ITEM = "    why: A red flag for a lung tumour. The red-flag list"


def spoiled(copy: Copy, file: str, old: str, new: str) -> list[str]:
    content = copy.replace(file, old, new).read()
    changed = [text for text in all_texts(content) if text not in shipped_texts()]
    return untraced(content, changed) + unread(content, changed)


@cache
def shipped_texts() -> frozenset[Text]:
    return frozenset(all_texts(CONTENT))


@pytest.mark.parametrize(
    ("file", "old", "new", "figure"),
    [
        ("checklist.yaml", ITEM, ITEM.replace("A red", "Seen in 31 %. A red"), "31"),
        ("checklist.yaml", ITEM, ITEM.replace("A red", "Seen in nine patients. A red"), "nine"),
        ("checklist.yaml", "disagree about 60 %", "disagree about 61 %", "61"),
        ("rules/suspicion.yaml", "says: LEMS can be tested for.",
         "says: LEMS is missed in 50 %.", "50"),
        ("rules/screening.yaml", "Diagnostic tests come first.", "Come back in 8 weeks.", "8"),
        ("lookalikes.yaml", "says: Neither myasthenia antibody found",
         "says: Neither myasthenia antibody found (3 of 40)", "40"),
        ("words.yaml", "none_yet: ", "none_yet: In 40 % ", "40"),
        ("mechanism/tumour_link.md", "is not needed: the tumour carries the channel itself.",
         "is not needed.\n\nThe tumour carries the channel itself in 99 %.", "99"),
        ("mechanism/tumour_link.md", "54 of 100 [@titulaer_2008]", "45 of 110 [@titulaer_2008]",
         "110"),
        ("rules/safety.yaml", "45 % had respiratory failure", "46 % had respiratory failure", "46"),
        ("scores/delta_p.yaml", "auc: AUC 82.5 %", "auc: AUC 85.2 %", "85.2"),
    ],
)  # fmt: skip
def test_a_figure_without_its_source_is_caught(
    copy: Copy, file: str, old: str, new: str, figure: str
) -> None:
    assert any(figure in told for told in spoiled(copy, file, old, new))


# Doses, and what was only recalled

DOSE = re.compile(
    r"\d\s*(?:mg|mcg|µg|micrograms?|milligrams?|grams?|g|IU|units?(?! per litre))\b(?!/L)"
    r"|\d\s*(?:tablets?|capsules?)\b"
    r"|\bmg\s*/\s*kg\b|\bg\s*/\s*(?:kg|day|d)\b|\bmg\s*/\s*(?:day|d)\b"
    r"|\b(?:once|twice|three times|four times|\d+ times) (?:a|per|each) day\b"
    r"|\b(?:once|twice) daily\b|\bdaily dose\b",
    re.IGNORECASE,
)


def test_no_file_of_the_content_holds_a_dose() -> None:
    found = {
        f"{path.relative_to(SHIPPED)}: {line.strip()}"
        for path in sorted(SHIPPED.rglob("*"))
        if path.is_file()
        for line in path.read_text("utf-8").splitlines()
        if DOSE.search(line) and not line.strip().startswith("code: ")  # J01G is a group
    }
    assert found == set()


@pytest.mark.parametrize("dose", ["take 10 mg", "2 g/kg", "80 mg/day", "5 tablets", "twice daily"])
def test_a_dose_is_known_when_it_is_met(dose: str) -> None:
    assert DOSE.search(dose)


@pytest.mark.parametrize("none", ["2.7 mV", "1.00 nmol/L", "20 Hz", "4 kg of 80 kg", "23 % of 78"])
def test_a_measurement_is_no_dose(none: str) -> None:
    assert not DOSE.search(none)


# Names and facts that the people who gathered the evidence only remembered.
RECALLED = re.compile(
    r"\b(?:Hatanaka|Shieh|Harms|Abenroth|Odabasi|Bain 1996|Mason 1997|Elmqvist|Cull-Candy)\b"
    r"|\bMIBG\b|85/15|alternating CT and PET"
)


def test_nothing_that_was_only_recalled_appears(content: Content) -> None:
    said = [
        f"{text.place}: {text.says}" for text in all_texts(content) if RECALLED.search(text.says)
    ]
    said += [one.id for one in content.references.values() if RECALLED.search(f"{one!r}")]
    assert said == []
