from __future__ import annotations

import pytest

from lems_rules.review.search import holds, sought

WORDS = sought("H2 · Weakness, P/Q antibody", "T+ of 60 % (Lennon 1995)", "low_cmap")


@pytest.mark.parametrize(
    "query",
    [
        "h2",
        "weak",
        "antibody P/Q",
        "lennon 1995",
        "  LENNON ",
        "60 %",
        "t+",
        "low_cmap",
        "cmap",
        "",
    ],
)
def test_every_word_of_the_query_begins_a_word(query: str) -> None:
    assert holds(WORDS, query)


@pytest.mark.parametrize("query", ["h3", "ness", "weak strong", "w_cmap"])
def test_a_word_that_begins_nowhere_is_not_found(query: str) -> None:
    assert not holds(WORDS, query)
