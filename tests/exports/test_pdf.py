"""The PDF, read back by other people's programs: qpdf, poppler, and one PDF/UA-1 validator."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import takewhile
from pathlib import Path
from random import Random

import page as ua
import pytest

from lems_rules.exports.parts.typeface import files
from lems_rules.exports.parts.typesetter import TEMPLATES, typeset
from lems_rules.exports.pdf import _attempts, pdf
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.case import Case
from lems_rules.schema.citation import Reference
from lems_rules.wording.summary.report import Report, report
from tests.support.cases import CASES, each_case, every_case
from tests.support.outside import need
from tests.support.printed import has, run, squeezed, text_of
from tests.support.told import CONTENT, DIAGNOSED, SCREENED, TODAY, told


@cache
def of_case(name: str) -> tuple[Report, bytes]:
    one = told(CONTENT.cases[name].answers)
    return one, pdf(one)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], str]:
    """``file(made)`` is the path of a file with these bytes."""

    def write(made: bytes) -> str:
        path = tmp_path / "summary.pdf"
        path.write_bytes(made)
        return str(path)

    return write


# With so many answers there is room for all of a reference; of FULL there is too much to say.
CASE = CONTENT.cases["case_024"].answers
FULL = CONTENT.cases["case_010"].answers


# Other people's tools


@each_case
def test_the_summary_of_every_case_passes_qpdf_and_the_pdf_ua_validator(
    case: Case, file: Callable[[bytes], str]
) -> None:
    _, made = of_case(case.id)
    # One validator only (page-validation); veraPDF comes by no registry that the tests may use.
    found = ua.validate_pdf_bytes(made, profile="ua1")
    assert found.is_compliant, found.failures
    assert "No syntax or stream encoding errors" in run(need("qpdf"), "--check", file(made))


@each_case
def test_the_summary_of_every_case_is_tagged_titled_and_short(case: Case) -> None:
    one, made = of_case(case.id)
    said = run(need("pdfinfo"), "-", given=made)
    about = dict(re.findall(r"^([\w ]+): +(.*)$", said, re.M))
    assert about["Tagged"] == "yes"
    assert about["Title"].startswith(one.words["summary_title"])
    assert about["Page size"].endswith("(A4)")
    assert about["JavaScript"] == "no"
    assert int(about["Pages"]) <= 3


@each_case
def test_page_one_of_every_case_has_what_to_do_the_level_the_score_the_dates_and_the_answers(
    case: Case,
) -> None:
    one, made = of_case(case.id)
    words, level = one.words, one.level
    text = squeezed(run(need("pdftotext"), "-raw", "-l", "1", "-", "-", given=made))
    for line in one.do_now.lines:
        assert has(text, line.text)
        assert has(text, line.why)
    assert has(text, level.headline)
    for line in (*one.speaks_for, *one.speaks_against, *one.not_known):
        assert has(text, line.title)
    assert has(text, one.score.total if one.score.applies else one.score.reason)
    for screen in one.plan.screens:
        assert has(text, screen.due or screen.status)
    for _, phrases in one.answered:
        for phrase in phrases:
            assert has(text, phrase)
    disclaimer = squeezed(f"{one.disclaimer} {one.review}")
    assert text.startswith(
        squeezed(f"{words['summary_title']}, {one.today}") + disclaimer + squeezed("Do now 1")
    )


@pytest.mark.deep
def test_three_pages_are_for_the_few_cases_of_which_most_is_known() -> None:
    pages = [pages_of(of_case(case.id)[1]) for case in CASES]
    assert sum(many == 3 for many in pages) < len(pages) / 5


@each_case
def test_the_summary_of_every_case_says_all_that_it_must(case: Case) -> None:
    one, made = of_case(case.id)
    text = text_of(made)
    for section in one.missing:
        for label in (open_one.says for open_one in section.items):
            assert squeezed(label) in text
    level = [] if one.level.established else [one.level.title, one.level.rule, one.level.says]
    for line in (one.disclaimer, one.review, one.made, one.level.headline, *level):
        assert squeezed(line) in text
    for part in (one.version, one.edition, one.digest, one.today):
        assert part in text
    for card in (*one.safety, *one.plan.lines, *one.counter_flags, *one.discordances):
        assert squeezed(card.title) in text
        assert squeezed(card.says) in text
        assert squeezed(f"{card.basis.strength}. {card.basis.limits}") in text
    for line in (*one.speaks_for, *one.speaks_against, *one.not_known):
        assert squeezed(line.title) in text
    for _, phrases in one.answered:
        for phrase in phrases:
            assert squeezed(phrase) in text
    if one.level.basis and not one.level.established:
        assert has(text, f"{one.level.basis.strength}. {one.level.basis.limits}")
    named = "summary_findings" if one.level.established else "summary_level"
    safety = ["summary_safety"] if one.safety else []
    rest = ("summary_plan", "summary_missing", "references_title")
    place = 0
    for key in ("do_now_title", named, "summary_answers", *safety, *rest):
        place = text.index(squeezed(one.words[key]), place)


Box = tuple[float, float, float, float]


def words_by_page(name: str) -> list[list[Box]]:
    """Left, top, right and bottom of each word of a case's summary, in points."""
    said = run(need("pdftotext"), "-bbox", "-", "-", given=of_case(name)[1])
    corners = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'
    return [
        [(float(a), float(b), float(c), float(d)) for a, b, c, d in re.findall(corners, page)]
        for page in said.split("<page ")[1:]
    ]


@every_case
def test_nothing_of_any_case_is_printed_outside_the_margins(case: Case) -> None:
    boxes = [box for page in words_by_page(case.id) for box in page]
    assert len(boxes) > 200
    for left, top, right, bottom in boxes:
        assert left > 30
        assert right < 595 - 30
        assert top > 15
        assert bottom < 842 - 15


@every_case
def test_no_word_of_any_case_is_printed_over_another(case: Case) -> None:
    for page in words_by_page(case.id):
        downwards = sorted(page, key=lambda box: box[1])
        for place, one in enumerate(downwards):
            for other in takewhile(lambda box, end=one[3]: box[1] < end, downwards[place + 1 :]):
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - other[1]
                # Lines stand so close that their boxes meet; one over the other they share half.
                assert wide < 1 or high < min(one[3] - one[1], other[3] - other[1]) / 2


def test_the_pages_can_be_drawn_and_are_not_empty(
    file: Callable[[bytes], str], tmp_path: Path
) -> None:
    path = file(pdf(told(SCREENED)))
    done = subprocess.run(
        [need("pdftoppm"), "-r", "20", "-gray", path, str(tmp_path / "page")],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == b""
    pages = sorted(tmp_path.glob("page*.pgm"))
    assert len(pages) in (2, 3)
    for one in pages:
        pixels = one.read_bytes().split(b"255\n", 1)[1]
        assert 0.02 < sum(pixel < 200 for pixel in pixels) / len(pixels) < 0.5


def test_only_the_shipped_typefaces_are_used_and_each_is_embedded(
    file: Callable[[bytes], str],
) -> None:
    path = file(pdf(told(DIAGNOSED, "ضعف שלום 💪 ✗ ∮")))
    rows = run(need("pdffonts"), path).splitlines()[2:]
    shipped = {one.stem.split("-")[0] for one in files()}
    used = {re.sub(r"^[A-Z]{6}\+", "", row.split()[0]).split("-")[0] for row in rows}
    assert {"SourceSans3", "NotoSansArabic", "NotoSansHebrew", "NotoEmoji"} <= used <= shipped
    for row in rows:
        assert row.split()[-5] == "yes", row


def test_the_language_is_set(file: Callable[[bytes], str]) -> None:
    plain = run(need("qpdf"), "--json", "--json-key=qpdf", file(pdf(told({}))))
    assert '"/Lang": "u:en-GB"' in plain


def test_the_summary_is_one_document_whatever_the_machine_and_the_thread() -> None:
    one = told(SCREENED, "a note")
    once = pdf(one)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(pdf, [one] * 8)) == {once}
    assert pdf(told(dict(reversed(SCREENED.items())), "a note")) == once


# What it says


def test_both_cohorts_stand_beside_the_score_before_a_scan(file: Callable[[bytes], str]) -> None:
    one = told(DIAGNOSED)
    made = pdf(one)
    text = text_of(made)
    assert has(text, one.score.total)
    assert len(one.score.cohorts) == 2
    for cohort in one.score.cohorts:
        assert squeezed(cohort.description) in text
        assert squeezed(cohort.note) in text
        for row in cohort.rows:
            assert has(text, row.risk)
            assert has(text, row.interval)
    assert '"/S": "/Table"' in run(need("qpdf"), "--json", "--json-key=qpdf", file(made))
    for point in one.score.points:
        assert squeezed(f"{point.title} {point.verdict}") in text


def test_after_a_negative_scan_no_share_of_a_cohort_is_printed() -> None:
    one = told(SCREENED)
    text = text_of(pdf(one))
    assert squeezed(one.score.not_quoted) in text
    for cohort in one.score.cohorts:
        assert squeezed(cohort.description) in text
        assert not has(text, cohort.note)
    assert not has(text, one.words["summary_cohorts"])


def test_the_plan_gives_every_date_and_says_so_without_its_picture_too(
    file: Callable[[bytes], str],
) -> None:
    one = told(SCREENED)
    made = pdf(one)
    text = text_of(made)
    assert {screen.status_id for screen in one.plan.screens} >= {"done", "overdue", "due"}
    plain = run(need("qpdf"), "--json", "--json-key=qpdf", file(made))
    alternatives = " ".join(re.findall(r'"/Alt": "u:(.*?)"', plain))
    for screen in one.plan.screens:
        assert screen.due in text
        assert f"{screen.months} months, {screen.due}: {screen.status}" in alternatives
    assert one.plan.start_date in text
    assert has(text, f"{one.words['pdf_today']} {one.today}")
    assert squeezed(one.plan.start) in text
    assert one.plan.other_interval is not None
    assert squeezed(one.plan.other_interval.title) in text


def test_both_pictures_have_a_text_in_their_place(file: Callable[[bytes], str]) -> None:
    plain = run(need("qpdf"), "--json", "--json-key=qpdf", file(pdf(told(DIAGNOSED))))
    alternatives = re.findall(r'"/Alt": "u:(.*?)"', plain)
    assert any(has(squeezed(one), CONTENT.words["pdf_cohorts_alt"]) for one in alternatives)
    assert any("3 months, T0 + 3 months: No date yet" in one for one in alternatives)


@pytest.mark.parametrize(
    ("today", "arrow"), [(date(2025, 2, 1), False), (date(2025, 3, 1), False), (TODAY, True)]
)
def test_today_stays_on_the_line_however_far_it_is(today: date, arrow: bool) -> None:
    low = DIAGNOSED | {
        "age_at_onset_years": 40,
        "sex": "female",
        "symptom_duration_months": 30,
        "early_bulbar_involvement": "no",
        "ever_smoked": "no",
        "weight_loss_percent": 0,
        "karnofsky": 90,
        "chest_ct": "normal",
        "fdg_pet": "normal",
    }
    one = told(low | {"chest_ct_date": "2025-02-10", "fdg_pet_date": "2025-02-10"}, today=TODAY)
    one = replace(one, today=today.isoformat())
    assert one.plan.screens[0].offered is False
    said = f"{one.words['pdf_today']} {one.today}"
    assert has(text_of(pdf(one)), f"{said} →") is arrow


def test_a_screen_that_is_only_offered_says_so() -> None:
    one = told(SCREENED)
    screens = tuple(replace(screen, offered=True) for screen in one.plan.screens)
    offered = replace(one, plan=replace(one.plan, screens=screens))
    assert has(text_of(pdf(offered)), f"Due, {CONTENT.words['offered']}")
    assert not has(text_of(pdf(one)), f"Due, {CONTENT.words['offered']}")


def test_references_are_numbered_as_they_are_cited_and_say_where_they_were_seen() -> None:
    one = told(CASE)
    text = text_of(pdf(one))
    head, _, listed = text.rpartition(CONTENT.words["references_title"])
    cited = {int(n) for found in re.findall(r"\[([\d,]+)\]", head) for n in found.split(",")}
    assert cited == set(range(1, len(cited) + 1))
    assert one.level.basis
    first = one.level.basis.sources[0]
    reference = next(ref for ref in one.references if ref.id == first.id)
    assert listed.split(".1", 1)[1].startswith(squeezed(reference.authors or reference.title or ""))
    second_hand = [ref for ref in one.references if ref.second_hand]
    assert second_hand
    assert listed.count("second-hand") >= 1
    assert has(listed, CONTENT.words["pdf_seen_abstract"])


@pytest.mark.parametrize(
    ("found_by", "address"),
    [
        ({"doi": "10.1/x"}, "doi:10.1/x"),
        ({"doi": None, "pmcid": "PMC1"}, "PMC1"),
        ({"doi": None, "pmcid": None, "pmid": "42"}, "PMID 42"),
        (
            {"doi": None, "pmcid": None, "pmid": None, "url": "https://example.org/a/b"},
            "example.org",
        ),
    ],
)
def test_a_reference_is_printed_with_the_shortest_way_to_find_it(
    found_by: dict[str, str | None], address: str, file: Callable[[bytes], str]
) -> None:
    one = told(DIAGNOSED)
    wanted = one.safety[0].basis.sources[0].id

    def changed(reference: Reference) -> Reference:
        return reference.model_copy(update=found_by) if reference.id == wanted else reference

    references = tuple(map(changed, one.references))
    made = pdf(replace(one, references=references))
    assert has(text_of(made), address)
    link = next(ref for ref in references if ref.id == wanted).link
    assert link in run(need("qpdf"), "--json", "--json-key=qpdf", file(made))


def test_a_second_hand_reference_says_so_even_where_its_place_does_not() -> None:
    one = told(CASE)
    wanted = one.safety[0].basis.sources[0].id
    references = tuple(
        ref.model_copy(update={"seen": "second_hand"}) if ref.id == wanted else ref
        for ref in one.references
    )
    text = text_of(pdf(replace(one, references=references)))
    assert has(text, "Seen: second-hand: abstract.")


# As few pages as will do


def pages_of(made: bytes) -> int:
    said = run(need("pdfinfo"), "-", given=made)
    return int(re.findall(r"^Pages: +(\d+)$", said, re.M)[0])


def test_a_full_sheet_gives_up_titles_first_and_never_a_conclusion_or_a_gap() -> None:
    one = told(DIAGNOSED)
    full, untitled, smaller = _attempts(one)
    assert [step["zoom"] for step in (full, untitled, smaller)] == [1, 1, 0.94]
    assert [step["titled"] for step in (full, untitled, smaller)] == [True, False, False]
    assert full["sheet"] == untitled["sheet"]
    gives_up = {name for name, said in full["sheet"].items() if smaller["sheet"][name] != said}
    assert gives_up == {"brief", "lookalikes", "questions", "more", "references"}
    numbers = [[ref["number"] for ref in step["sheet"]["references"]] for step in (full, smaller)]
    assert numbers[0] == numbers[1]


def test_a_full_sheet_still_names_each_paper_by_author_journal_and_address() -> None:
    one = told(FULL)
    made = pdf(one)
    listed = text_of(made).rpartition(CONTENT.words["references_title"])[2]
    assert pages_of(made) == 2
    paper = next(ref for ref in one.references if ref.id == "zalewski_2016")
    assert (paper.authors or "").startswith("Zalewski NL, Lennon VA, ")
    assert "ZalewskiNL,etal." in listed
    assert squeezed(paper.source) in listed
    assert f"doi:{paper.doi}" in listed
    assert squeezed(paper.title or "") not in listed


def test_three_pages_are_enough_for_answers_of_two_cases_mixed() -> None:
    mixer = Random(1)
    for _ in range(12):
        one, other = mixer.sample(list(CONTENT.cases.values()), 2)
        some = {name: value for name, value in other.answers.items() if mixer.random() < 0.3}
        mixed = sort_out_answers(CONTENT, {**some, **one.answers}).answers
        assert pages_of(pdf(report(Consideration(CONTENT, mixed, TODAY)))) in (2, 3)


def test_long_notes_run_on_in_type_of_full_size() -> None:
    one = told(CASE, "A line of notes.\n" * 230)
    made = pdf(one)
    assert pages_of(made) > 2
    assert made == typeset("summary.typ", **_attempts(one)[0])
    assert text_of(made).count("Alineofnotes.") == 230


def test_more_questions_than_fit_are_counted() -> None:
    one = told({})
    shown, more = one.questions[:6], len(one.questions) - 6
    assert more > 0
    text = text_of(pdf(one))
    assert has(text, CONTENT.words["pdf_more"].format(count=more))
    for question in shown:
        assert squeezed(question.label) in text
    fewer = replace(one, questions=shown)
    assert not has(text_of(pdf(fewer)), CONTENT.words["pdf_more"][8:40])


def test_what_there_is_nothing_to_say_about_has_no_heading(content: Content) -> None:
    one = told({})
    text = text_of(pdf(one))
    assert has(text, content.words["summary_no_answers"])
    for key in ("summary_safety", "summary_flags", "summary_discordances", "summary_notes"):
        assert not has(text, content.words[key])
    full = replace(one, missing=(), questions=(), notices=())
    assert has(text_of(pdf(full)), content.words["summary_missing_none"])


def test_what_was_entered_and_not_used_is_named() -> None:
    one = replace(told({}), not_used=("Karnofsky: *x* is not a number",), answered=())
    said = f"{CONTENT.words['summary_not_used']}: Karnofsky: *x* is not a number"
    assert has(text_of(pdf(one)), said)


def test_every_word_of_the_template_is_written(content: Content) -> None:
    used = set(re.findall(r"\bw\s*\.(\w+)", (TEMPLATES / "summary.typ").read_text("utf-8")))
    assert len(used) > 20
    assert sorted(used - set(content.words)) == []


def test_the_library_for_it_is_not_loaded_before_it_is_asked_for() -> None:
    code = "import sys, lems_rules.exports.catalogue; print('typst' in sys.modules)"
    assert run(sys.executable, "-c", code).strip() == "False"
