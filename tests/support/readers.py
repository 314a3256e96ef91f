"""Every reader of what comes from outside: good inputs, and what is done with each."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import json
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lems_rules.cohort.any_length.command import CONCLUDED, LOOKED_AT
from lems_rules.cohort.any_length.csv_way import assess_csv
from lems_rules.cohort.any_length.order import Order, no_progress
from lems_rules.cohort.any_length.parquet_way import assess_parquet
from lems_rules.cohort.files.codebook import template
from lems_rules.cohort.files.parquet import START
from lems_rules.cohort.files.sheet import written
from lems_rules.cohort.small.table import read_table
from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import read_reasons
from lems_rules.intake.patient import read_patient
from lems_rules.intake.record import orders_in, read_record
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import SHIPPED, read_content
from lems_rules.mechanism.increment import Recording, amplitude, largest
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from lems_rules.teaching import kept_case, sitting
from lems_rules.teaching.own_case import draft_of, load_case
from lems_rules.teaching.sitting import Sitting
from tests.support.fhir.record import record
from tests.support.fuzz import clear
from tests.support.lesson import source
from views.components import reported
from views.door.message import readable

DAY = date(2026, 11, 28)


@dataclass(frozen=True)
class Reader:
    """One door: good inputs for it, what is done with one, and how many bad ones are tried.

    That is ``few`` on a push, and ``deep`` in `make deep`.
    """

    seeds: Callable[[Content], list[bytes]]
    take: Callable[[Content, bytes], None]
    few: int
    deep: int


def some(content: Content, format_id: str) -> list[bytes]:
    """Three cases as files of this format, with notes, a reason and something set aside."""
    made = []
    for case in [*content.cases.values()][::20]:
        given = Consideration(content, read_answers(content, case.answers), case.today)
        told = export_of(given, "Ä =note\nof two", {"karnofsky": 500}, (), {"ptosis": "not_asked"})
        made.append(FORMATS[format_id].build(told))
    return made


def _drafts(content: Content) -> list[bytes]:
    made = some(content, "json")
    trees = [json.loads(one) for one in made]
    for tree in trees:  # what a file says of a result is long, and only compared
        tree.pop("summary", None)
    return [*(json.dumps(one).encode() for one in trees), made[0]]


def _sheets(content: Content) -> list[bytes]:
    made = some(content, "csv")
    short = [*map(_answer_rows, made)]
    rows = [list(csv.reader(io.StringIO(one.decode(), newline=""))) for one in short]
    return [*short, *(written(one, ";") for one in rows), made[0]]


def _answer_rows(sheet: bytes) -> bytes:
    """What is worked out again is most of a sheet, and is not read."""
    separator = ";" if b";value;" in sheet else ","
    rows = csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""), delimiter=separator)
    out = io.StringIO(newline="")
    kept = (row for row in rows if row[0] in ("part", "answer", "not_answered", "notes", "about"))
    csv.writer(out, delimiter=separator).writerows(kept)
    return out.getvalue().encode()


def _responses(content: Content) -> list[bytes]:
    """The form itself is most of a bundle, and is not read."""
    made = some(content, "fhir")
    held = ([entry["resource"] for entry in json.loads(one)["entry"]] for one in made)
    response = "QuestionnaireResponse"
    found = [next(r for r in one if r["resourceType"] == response) for one in held]
    return [*(json.dumps(one).encode() for one in found), made[0]]


def through_the_door(content: Content, data: bytes) -> None:
    """Everything that happens to a file on the command line and in the app."""
    with contextlib.suppress(AnswerError):
        for says in read_patient(content, data, DAY).said:
            clear(says)
    document = read_document(data, content.checklist)
    entered = {**document.set_aside, **document.answers}
    reading = sort_out_answers(content, entered, DAY)
    reasons = read_reasons(content, document.reasons, document.answers)
    given = Consideration(content, reading.answers, DAY)
    for problem in reading.problems:
        clear(problem.says)
        clear(problem.plain or problem.says)
    for says in (*reasons.problems, *read_again(given, document.made)):
        clear(says)
    aside = {name: value for name, value in entered.items() if name not in reading.answers}
    made = export_of(given, document.notes, aside, reading.problems, reasons.reasons)
    again = read_document(FORMATS["json"].build(made), content.checklist)
    assert read_answers(content, again.answers) == given.answers
    assert again.notes == document.notes


def _rows(content: Content) -> list[dict[str, Any]]:
    cases = [*content.cases.values()][::20]
    known = [{n: str(v) for n, v in case.answers.items()} for case in cases]
    return [{"patient": f"00{n}", **one} for n, one in enumerate(known)]


def _tables(content: Content) -> list[bytes]:
    names = ["patient", *(n for n in template(content).strip().split(",") if n)][:40]
    made = []
    for separator in (",", ";", "\t"):
        lines = [names, *([row.get(n, "") for n in names] for row in _rows(content))]
        made.append("\r\n".join(separator.join(one) for one in lines).encode())
    return made


def take_table(content: Content, data: bytes) -> None:
    """A cohort on the page: as many patients as rows, and what was not used is told."""
    table = read_table(content, data, DAY)
    for problem in table.problems:
        clear(problem.says)
    assert {one for told in table.problems for one in told.numbers} <= set(range(1, 1_000))


def _parquets(content: Content) -> list[bytes]:
    rows = _rows(content)
    columns: dict[str, Any] = {
        name: [row.get(name) for row in rows] for name in {n: 0 for row in rows for n in row}
    }
    count = len(rows)
    columns |= {"karnofsky": [60] * count, "dysphagia": [True] * count, "some": [["a"]] * count}
    dated = pa.table({"chest_ct_date": pa.array([DAY] * 99, pa.date32()), "ptosis": ["yes"] * 99})
    return [json.dumps(columns).encode(), _written(pa.table(columns)), _written(dated)]


def _written(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="NONE")
    return out.getvalue()


def take_parquet(content: Content, data: bytes) -> None:
    """A damaged file; or a whole one, with a column of whatever values can be in one."""
    if data.startswith(b"{"):
        try:
            data = _written(pa.table(json.loads(data)))
        except (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError):
            return  # no table can hold it
    take_cohort(content, data)


def take_cohort(content: Content, data: bytes) -> None:
    """A file of any length, to both kinds of file; one in eight also patient by patient."""
    with tempfile.TemporaryDirectory(prefix="lems-fuzz-") as folder:
        path = Path(folder) / "in"
        path.write_bytes(data)
        way = assess_parquet if data.startswith(START) else assess_csv
        for quick in (True, False)[: 1 if zlib.crc32(data) % 8 else 2]:
            size = CONCLUDED if quick else LOOKED_AT
            order = Order(content, DAY, quick, not quick, True, None, no_progress, size)
            out = io.BytesIO()
            made = way(order, path, out)
            assert made.rows >= 0
            assert out.getvalue()


def _cases(_: Content) -> list[bytes]:
    seeds = [yaml.safe_dump(source(), allow_unicode=True).encode()]
    return seeds + [path.read_bytes() for path in sorted((SHIPPED / "cases").glob("*.yaml"))[:3]]


def take_case(content: Content, data: bytes) -> None:
    """A case that a teacher loads: it is there, or there are problems."""
    loaded = load_case(content, data)
    assert (loaded.case is None) == bool(loaded.problems)
    for one in loaded.problems:
        clear(str(one))
    for says in loaded.notes:
        clear(says)
    if loaded.case is not None:
        assert draft_of(loaded.case)


@functools.cache
def _files() -> dict[str, bytes]:
    """The smaller files of the content, each with its name before it in a line of its own."""
    paths = [*SHIPPED.glob("*.yaml"), *SHIPPED.glob("*/*.yaml"), *SHIPPED.glob("mechanism/*.md")]
    small = sorted(path for path in paths if path.stat().st_size < 30_000)
    names = {path.relative_to(SHIPPED).as_posix(): path for path in small}
    return {name: f"# {name}\n".encode() + path.read_bytes() for name, path in names.items()}


def take_content(content: Content, data: bytes) -> None:
    """A content folder with this one file: the others are named as missing, this as it is."""
    head, _, body = data.partition(b"\n")
    named = head[2:].decode("utf-8", "replace")
    name = named if named in _files() else "glossary.yaml"
    with tempfile.TemporaryDirectory(prefix="lems-fuzz-") as folder:
        path = Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
        try:
            read_content(folder)
        except ContentError as error:
            for one in error.problems[:200]:
                clear(str(one))
            return
        raise AssertionError("a folder with one file is no content")


def _records(content: Content) -> list[bytes]:
    return [json.dumps([one]).encode() for one in record(content).values()] + [
        json.dumps([*record(content).values()]).encode()
    ]


def take_record(content: Content, data: bytes) -> None:
    """Resources of a record: what is not understood answers nothing, and nothing is refused."""
    try:
        resources = json.loads(data)
    except (ValueError, RecursionError):
        return  # refused by what serves the interface, before this
    found = read_record(content, resources if isinstance(resources, list) else [resources], DAY)
    orders_in(content, resources if isinstance(resources, list) else [resources])
    read_answers(content, found.answers, DAY)


def _reports(content: Content) -> list[bytes]:
    case = next(iter(content.cases.values()))
    answers = {name: str(value) for name, value in case.answers.items()}
    held = {"answers": answers, "reasons": {"ptosis": "not_asked"}, "last": "ptosis", "epoch": 2}
    file = yaml.safe_dump(source(), allow_unicode=True)
    draft = {"title": "x", "steps": [{"part": "history", "story": "y", "reveals": ["ptosis"]}]}
    writing = {"answers": answers, "today": "2026-11-28", "draft": draft, "checked": True}
    work = {"step": 1, "over": False, "commitments": [{"level": "x", "confidence": 60}]}
    return [
        json.dumps(one).encode()
        for one in (
            {"given": held, "typed": {"text": "a note", "mark": "m"}},
            {"kept": held},
            {"text": file, "writing": {**writing, "goes_on": True, "before_us": True}},
            {**sitting.as_plain(Sitting()), "works": dict.fromkeys(content.cases, work)},
        )
    ]


def take_report(content: Content, data: bytes) -> None:
    """What a component reports: through the door of messages, and by every page that reads it."""
    state = WidgetState(id="$$ID-1-x", json_value=data.decode("utf-8", "replace"))
    message = BackMsg()
    message.rerun_script.widget_states.widgets.append(state)
    passed = BackMsg()
    passed.ParseFromString(readable(message.SerializeToString(), {}) or b"")
    for one in passed.rerun_script.widget_states.widgets:
        value = json.loads(one.json_value)
        for part in (value, *reported.mapping(value).values()):
            _read_report(content, part)


def _read_report(content: Content, value: object) -> None:
    known = content.checklist
    held = reported.mapping(value)
    for holder in (held, reported.mapping(held.get("answers")), held.get("reasons")):
        given = reported.answers(holder, known)
        json.dumps(given, allow_nan=False, ensure_ascii=False).encode()
        Consideration(content, sort_out_answers(content, given, DAY).answers, DAY)
        for problem in read_reasons(content, reported.names(holder, known), given).problems:
            clear(problem)
    assert (reported.text(held.get("text"), 4_000) or "").encode() is not None
    assert (reported.count(held.get("epoch")) or 0) >= 0
    taught = {name: one for name, one in content.cases.items() if one.lesson}
    sitting.from_plain(content, taught, value)
    kept_case.as_plain(kept_case.from_plain(content, value))


def _messages(content: Content) -> list[bytes]:
    message = BackMsg()
    message.rerun_script.query_string = "case=case_024"
    message.rerun_script.page_name = "result"
    state = WidgetState(id="$$ID-1-x", json_value=_reports(content)[0].decode())
    message.rerun_script.widget_states.widgets.append(state)
    asks = BackMsg()
    asks.file_urls_request.file_names.append("draft.json")
    return [one.SerializeToString() for one in (message, asks, BackMsg(clear_cache=True))]


def take_message(_: Content, data: bytes) -> None:
    """A message as it comes over the wire: what is passed on is no longer than it was."""
    passed = readable(data, {})
    assert passed is None or len(passed) <= len(data) + 64


def _amplitudes(_: Content) -> list[bytes]:
    typed = ("0,8 2.4", "1.25 3", "0 0", "1 4", "99.9 100", "4 3.5")
    return [one.encode() for one in typed]


def take_amplitudes(content: Content, data: bytes) -> None:
    """What is typed into the worksheet: the increment is one for the checklist, or is refused."""
    before, _, after = data.decode("utf-8", "replace").partition(" ")
    rest, effort = amplitude(before), amplitude(after)
    if rest is None or effort is None:
        return
    if (found := largest([Recording("hand", rest, effort)])) is not None:
        percent = found.increment_percent
        assert content.checklist.item("cmap_increment_percent").read(percent) == percent


READERS = {
    "draft": Reader(_drafts, through_the_door, 50, 10_000),
    "csv": Reader(_sheets, through_the_door, 50, 12_000),
    "fhir response": Reader(_responses, through_the_door, 50, 8_000),
    "fhir record": Reader(_records, take_record, 200, 16_000),
    "cohort on the page": Reader(_tables, take_table, 10, 2_000),
    "cohort csv": Reader(_tables, take_cohort, 20, 3_000),
    "cohort parquet": Reader(_parquets, take_parquet, 60, 8_000),
    "case": Reader(_cases, take_case, 60, 8_000),
    "content": Reader(lambda _: [*_files().values()], take_content, 40, 6_000),
    "report of a component": Reader(_reports, take_report, 50, 8_000),
    "message": Reader(_messages, take_message, 400, 11_000),
    "worksheet": Reader(_amplitudes, take_amplitudes, 400, 8_000),
}
