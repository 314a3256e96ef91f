"""SMART App Launch 2: the checklist opened from a record; off unless switched on.

Authlib is imported here alone, and only where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.routing import BaseRoute, Route

from views.door.setting import settled
from views.door.smart.setting import as_set


def smart_routes(environment: Mapping[str, str], start: str = "") -> list[BaseRoute]:
    """The addresses of a launch, below the path that the app is served at; nothing by default.

    Raises:
        SystemExit: a setting cannot be used; says which, and what to write.
    """
    settings = settled(as_set, environment)
    if settings is None:
        return []
    from views.door.smart.launch import Doors, refusing

    doors = Doors(settings)
    return [
        Route(f"{start}/smart/launch", refusing(doors.launch), methods=["GET"]),
        Route(f"{start}/smart/return", refusing(doors.back), methods=["GET"]),
    ]
