from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from views.parts.glossary import explained

BUTTON = '<button type="button" class="term" data-says="A drooping upper eyelid.">{}</button>'
PTOSIS = BUTTON.format("ptosis")


def test_a_technical_word_becomes_a_button_where_it_first_stands(content: Content) -> None:
    html = "<p>No ptosis.</p><p>Again ptosis.</p>"
    assert explained(content, html) == f"<p>No {PTOSIS}.</p><p>Again ptosis.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<summary>ptosis</summary>",
        "<button>ptosis</button>",
        "<label><b>ptosis</b></label>",
        "<svg><text>ptosis</text></svg>",
        '<p title="ptosis"></p>',
    ],
)
def test_nothing_is_marked_in_what_can_be_pressed_or_is_no_text(
    content: Content, html: str
) -> None:
    assert explained(content, html) == html


def test_a_word_first_met_where_it_cannot_be_marked_is_marked_after_it(content: Content) -> None:
    html = "<summary>ptosis</summary><br> ptosis"
    assert explained(content, html) == f"<summary>ptosis</summary><br> {PTOSIS}"


def test_in_a_link_each_word_says_what_it_means_and_is_no_button(content: Content) -> None:
    word = '<span class="term" data-says="A drooping upper eyelid.">ptosis</span>'
    html = '<a href="#ptosis">ptosis</a> ptosis <a href="#q">ptosis</a>'
    assert explained(content, html) == (
        f'<a href="#ptosis">{word}</a> {PTOSIS} <a href="#q">{word}</a>'
    )


def test_the_rest_of_the_page_stays_as_it_is(content: Content) -> None:
    html = '<p class="x">a &lt;b&gt; &amp; <em>c</em></p><br><hr>'
    assert explained(content, html) == html
