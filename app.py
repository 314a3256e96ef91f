"""The app: page configuration, navigation and the disclaimer on every page; nothing else.

The server imports this file once, for what stands at the door around the pages (``views/door``);
for each visitor Streamlit runs it again as a script, for the pages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from lems_rules.knowledge.content import ContentError
from lems_rules.rooms.database import DatabaseError
from lems_rules.rooms.network import AddressError
from views.door.api import routes
from views.door.headers import Headers, as_set
from views.door.memory import Memory
from views.door.message import Readable
from views.door.owner import Owner
from views.door.setting import SettingError
from views.door.smart import smart_routes
from views.door.upload import Uploads
from views.rooms import kept
from views.state.knowledge import content, first_problem


def pages() -> None:
    """The page that was asked for, with what stands around every page."""
    from views.components import frame  # registers components, which takes a running server

    frame.configure()
    try:
        content()
    except ContentError:
        frame.out_of_order()
        return
    page = st.navigation(
        [
            st.Page("views/pages/checklist.py", title="Checklist", default=True),
            st.Page("views/pages/result.py", title="Result", url_path="result"),
            st.Page("views/pages/mechanism.py", title="Mechanism", url_path="mechanism"),
            st.Page("views/pages/cases.py", title="Cases", url_path="cases"),
            st.Page("views/pages/evidence.py", title="Evidence", url_path="evidence"),
            st.Page("views/pages/cohort.py", title="Cohort", url_path="cohort"),
            st.Page("views/pages/drafts.py", title="Drafts", url_path="drafts"),
        ],
        position="top",
    )
    page.run()
    frame.footer()
    frame.land(page.url_path)


if __name__ == "__main__":
    pages()
else:
    # A server that could show nothing does not start: whatever watches it must not find it well.
    try:
        content()
        headers = Middleware(Headers, *as_set(os.environ))
        kept.check_settings()
    except ContentError as error:
        sys.exit(first_problem(error))
    except (SettingError, DatabaseError, AddressError) as error:
        sys.exit(f"The app does not start. {error}")
    from views.rooms.addresses import addresses, below, forgetting  # they need the content

    memory = Memory()

    @asynccontextmanager
    async def served(app: object) -> AsyncIterator[None]:
        """What goes on beside the pages for as long as the server runs."""
        async with forgetting(app), memory.given_back():
            yield

    others = [Middleware(one) for one in (memory.around, Owner, Uploads, Readable)]
    app = st.App(
        __file__,
        middleware=[headers, *others],
        routes=[*addresses(), *routes(os.environ), *smart_routes(os.environ, below())],
        lifespan=served,
    )
