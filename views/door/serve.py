"""Streamlit's own server, as ``streamlit run`` starts it, without the line that names it.

Run as a script, with the arguments that ``streamlit`` would get: ``lems-checklist run`` does.
"""

from __future__ import annotations

from functools import partial

import uvicorn
from streamlit.web import cli

if __name__ == "__main__":
    # The name of the server helps nobody but who looks for servers with a known hole; Streamlit
    # has no setting for it, and what uvicorn adds no middleware can take away.
    uvicorn.Config = partial(uvicorn.Config, server_header=False)  # type: ignore[assignment,misc]
    cli.main(prog_name="streamlit")
