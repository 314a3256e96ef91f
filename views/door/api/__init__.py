"""The interface for other programs, beside the app in the same process; off unless switched on.

Nothing here knows medicine: what goes in is read by ``lems_rules.intake``, what comes out is what
``lems_rules`` concludes and exports. FastAPI is imported here alone, and only where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route

from views.door.api.setting import as_set
from views.door.setting import settled

OURS = "/api/{rest:path}"
HOOKS = ("/cds-services", "/cds-services/{rest:path}")


def routes(environment: Mapping[str, str]) -> list[BaseRoute]:
    """What is served beside the pages, as whoever runs the server has set it; nothing by default.

    Raises:
        SystemExit: a setting cannot be used; says which, and what to write.
    """
    settings = settled(as_set, environment)
    if not settings.on:
        return []
    from views.door.api.service import service

    served = service(settings)
    # CDS Hooks are called from browsers of other origins too. There is no cookie to protect.
    open_to_all = CORSMiddleware(
        served,
        allow_origins=["*"],
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type"],
    )
    return [
        Route(OURS, served, name="api"),
        *(Route(address, open_to_all, name="cds") for address in HOOKS),
    ]
