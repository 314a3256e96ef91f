"""Try one answer without changing the record."""

from __future__ import annotations

import streamlit as st

from lems_rules.logic.number import as_typed
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Item
from lems_rules.wording.summary.what_if import what_if
from views.components.frame import plain
from views.parts.template import draw

MOST_TYPED = 40  # as in a field of the checklist


def try_an_answer(given: Consideration) -> None:
    """A question, an answer to try, and both results side by side."""
    content, words = given.content, given.content.words
    labels = {
        item.id: item.label
        for item in content.checklist.items
        if given.conclusions.applies(item.id)
    }
    first = given.outlook.questions[0].item if given.outlook.questions else None
    left, right = st.columns(2)
    chosen = left.selectbox(
        words["what_if_item"],
        list(labels),
        index=list(labels).index(first) if first in labels else None,
        format_func=labels.__getitem__,
        key="what_if_item",
    )
    if chosen is None:
        st.caption(words["what_if_none"])
        return
    with right:
        value = _answer(content.checklist.item(chosen), words["what_if_answer"])
    if value is None:
        st.caption(words["what_if_none"])
        return
    tried = what_if(given, chosen, value)
    if tried.refusal:
        st.info(plain(tried.refusal))
        return
    draw(
        "result/what_if.html",
        tried=tried,
        now=words["what_if_now"],
        then=words["what_if_then"],
        same=words["what_if_same"],
    )


def _answer(item: Item, label: str) -> object:
    """The control that fits the question."""
    key = f"what_if_{item.id}"
    if item.kind == "number":
        # A number field of the browser would make 1.25 of "1.250" without a word.
        return as_typed(st.text_input(label, max_chars=MOST_TYPED, key=key))
    if item.kind == "date":
        return st.date_input(label, None, key=key)
    return st.segmented_control(label, item.option_ids, format_func=item.wording, key=key)
