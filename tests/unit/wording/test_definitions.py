from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.schema.glossary import Definition
from lems_rules.wording.definitions import Definitions, definitions


def cut(content: Content, text: str) -> list[tuple[str, str | None]]:
    pieces = definitions(content).pieces(text)
    return [(one.text, one.means.id if one.means else None) for one in pieces]


def test_a_text_is_cut_at_its_technical_words_and_nothing_is_lost(content: Content) -> None:
    assert cut(content, "Is the CMAP low, with ptosis?") == [
        ("Is the ", None),
        ("CMAP", "cmap"),
        (" low, with ", None),
        ("ptosis", "ptosis"),
        ("?", None),
    ]


@pytest.mark.parametrize("text", ["", "Is the mouth unusually dry?"])
def test_a_text_without_technical_words_stays_whole(content: Content, text: str) -> None:
    assert cut(content, text) == ([(text, None)] if text else [])


def test_a_plain_word_is_met_in_any_case_and_an_abbreviation_only_as_written(
    content: Content,
) -> None:
    assert cut(content, "Ptosis") == [("Ptosis", "ptosis")]
    assert cut(content, "cmap hu HU") == [("cmap hu HU", None)]


def test_only_whole_words_are_met(content: Content) -> None:
    assert cut(content, "EMGs, non-ocular, ocularly") == [("EMGs, non-ocular, ocularly", None)]


def test_the_longest_word_wins(content: Content) -> None:
    assert cut(content, "FDG-PET/CT") == [("FDG-PET/CT", "fdg_pet")]
    assert cut(content, "single-fibre EMG") == [("single-fibre EMG", "single_fibre_emg")]


def test_a_word_is_taken_once_and_not_again_where_it_was_seen_before(content: Content) -> None:
    assert cut(content, "ptosis or ptosis") == [("ptosis", "ptosis"), (" or ptosis", None)]
    seen: set[str] = set()
    finder = definitions(content)
    assert [one.means is None for one in finder.pieces("ptosis", seen)] == [False]
    assert [one.means is None for one in finder.pieces("ptosis", seen)] == [True]


def test_a_content_without_definitions_marks_nothing(content: Content) -> None:
    bare = Definitions(replace(content, glossary=()))
    assert [one.text for one in bare.pieces("CMAP and ptosis")] == ["CMAP and ptosis"]


def test_a_word_with_signs_in_it_is_met_as_it_is_written(content: Content) -> None:
    odd = (Definition(id="odd", term="a.b (c)", says="Odd."),)
    finder = Definitions(replace(content, glossary=odd))
    assert [one.text for one in finder.pieces("an a.b (c) here")] == ["an ", "a.b (c)", " here"]
    assert [one.text for one in finder.pieces("an axb (c) here")] == ["an axb (c) here"]
