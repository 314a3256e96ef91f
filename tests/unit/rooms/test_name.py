from __future__ import annotations

import re

import pytest

from lems_rules.rooms.name import LETTERS, digest, is_token, new_code, new_secret, read_code


def test_a_code_is_six_letters_that_are_taken_for_no_other() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Z]{6}", one) for one in codes)
    assert not set("".join(codes)) & set("AEIOULQ")
    assert len(LETTERS) ** 6 > 40_000_000


@pytest.mark.parametrize("typed", ["BCDFGH", "bcdfgh", " bcd fgh ", "bcd-fgh"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "BCDFGH"


@pytest.mark.parametrize("typed", ["", "BCDFG", "BCDFGHJ", "ACDFGH", "BCDFG1", None, 7, "B" * 900])
def test_what_can_be_no_code_is_none(typed: object) -> None:
    assert read_code(typed) is None


def test_a_secret_is_128_bits_and_its_digest_does_not_tell_it() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert is_token(first)
    assert not is_token(first[:-1])
    assert not is_token(None)
    assert first not in digest(first)
    assert digest(first, "salt") != digest(first, "other")
