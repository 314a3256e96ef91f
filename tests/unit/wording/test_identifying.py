from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.wording.identifying import KINDS, looks_like


@pytest.mark.parametrize(
    ("notes", "kind"),
    [
        ("weak since May, 12345678", "record_number"),
        ("NHS 943 476 5919, seen today", "record_number"),
        ("943-476-5919", "record_number"),
        ("MRN: A 00412", "record_number"),
        ("hospital no. 5512", "record_number"),
        ("Patient ID #88123", "record_number"),
        ("DOB 3/4/1958", "date_of_birth"),
        ("born on 3 April 1958 in", "date_of_birth"),
        ("Date of birth: 1958-04-03", "date_of_birth"),
        ("birthday April 3, 1958", "date_of_birth"),
        ("saw Mrs Ångström today", "name"),
        ("Mr. O'Neill", "name"),
        ("Dr Smith asks", "name"),
        ("name: li", "name"),
    ],
)
def test_what_tells_who_somebody_is_is_noticed(notes: str, kind: str) -> None:
    assert looks_like(notes) == (kind,)


@pytest.mark.parametrize(
    "notes",
    [
        "",
        "CMAP 0.8 mV, 2.4 after 10 s; 200 %",
        "CT on 2026-03-01 normal, PET 12/03/2026",
        "seen 01.03.2026, next 6 months later",
        "PMID 38494285 and PMC4533275",
        "antibody 1234.5678 pmol/l, titre 1:640",
        "reborn 2020 strength, born weak",
        "Mr and Mrs of this age, no name",
        "the miss rate, MRI 3 tesla, HLA-B8",
        "tel. of the ward 4711",
    ],
)
def test_what_stands_in_any_note_is_not(notes: str) -> None:
    assert looks_like(notes) == ()


def test_several_kinds_are_told_in_one_order_and_each_once() -> None:
    assert looks_like("Mr Smith, Mrs Smith, DOB 3/4/1958, 12345678") == KINDS


def test_a_long_note_is_looked_through_at_once() -> None:
    for piece in ("1", "1 ", "Mr ", "born ", "a.", "MRN", "Name:"):
        assert len(looks_like(piece * 4_000)) <= 1


def test_there_are_words_for_every_kind(content: Content) -> None:
    assert all(content.words[f"notes_look_like_{kind}"] for kind in KINDS)
