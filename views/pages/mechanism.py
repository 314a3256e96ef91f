"""The mechanism: why reflexes return, the junction to be walked through, and the articles."""

from __future__ import annotations

import streamlit as st

from lems_rules.mechanism.walk import ArticleView, article_of_step, article_view, shelf, stops
from views.components import frame
from views.components.junction import Shown, WalkView, shown, walk
from views.components.restore import restore
from views.parts.template import draw
from views.parts.transmission import transmission_panel
from views.state import session

WALK = "walk"
ARTICLE = "article_of_step"

content, say = session.content(), session.presenter()
words = content.words


def begin() -> Shown:
    """Where the reader left the walk, or the step of an answer given since then."""
    opening = Shown(say.step(None).id, say.step(None).state)
    left_at: Shown = st.session_state.get("walk_left_at", opening)
    last = session.last_item()
    if last is None or last not in content.checklist or last == st.session_state.get("begun_for"):
        return left_at
    st.session_state["begun_for"] = last
    concerned = say.step(content.checklist.item(last))
    return Shown(concerned.id, concerned.state, left_at.tumour)


def move_on() -> None:
    """Remember where the reader is; only the article of the step has to follow."""
    st.session_state["walk_left_at"] = shown(WALK) or st.session_state["walk_begin"]
    st.rerun(ARTICLE)


def read(article: ArticleView) -> None:
    """An article with how sure it is."""
    draw("mechanism/article_top.html", article=article)
    st.markdown(article.body)


def read_references(article: ArticleView, *, unfolded: bool = False) -> None:
    """What an article stands on."""
    draw(
        "mechanism/article_references.html",
        references=article.references,
        title=words["references_title"],
        unfolded=unfolded,
    )


@st.fragment(key=ARTICLE)
def read_of_step() -> None:
    """The article that goes deeper into the lit step."""
    at: Shown = st.session_state.get("walk_left_at", st.session_state["walk_begin"])
    article = article_of_step(say, at.step)
    label = content.figure[f"step_{at.step}"]
    st.caption(words["mechanism_goes_with"].format(step=label))
    st.header(article.title, anchor=False)
    text, beside = st.columns([1.72, 1], gap="large")
    with text:
        read(article)
    with beside:
        read_references(article, unfolded=True)


frame.disclaimer(words["mechanism_title"])
answers = session.reading().answers
if st.session_state.get("page") != "mechanism":
    st.session_state["walk_begin"] = st.session_state["walk_left_at"] = begin()
st.session_state["page"] = "mechanism"

# The drawing first: it is what the page is opened for.
walk(
    WalkView(
        stops(say, answers), content.figure, st.session_state["walk_begin"], empty=not answers
    ),
    key=WALK,
    on_change=move_on,
)
draw(
    "mechanism/reflexes.html",
    title=content.figure["reflexes_title"],
    says=content.figure["reflexes_says"],
    article=article_view(say, content.articles["reflexes_return"]),
)
if not session.raw_answers():
    restore()
with st.container(key="transmission"):
    transmission_panel()
read_of_step()

st.header(words["mechanism_articles"], anchor=False)
articles = shelf(say)
half = (len(articles) + 1) // 2
for column, some in zip(st.columns(2), (articles[:half], articles[half:]), strict=True):
    with column:
        for article in some:
            with st.expander(article.title):
                read(article)
                read_references(article)
