"""The Wirewatch page in Airflow's menu. All code is in wirewatch.web.

Keep this the only Python file here: Airflow imports each file below plugins/ as a top-level module,
in every process of its own, each task's among them. So the desk is made with its first request:
importing it here cost 620 modules and 1.8 s a process. Airflow does not guard plugin apps, so ours
is made with Airflow's own login on every path. Should these imports move in a later Airflow, each
request fails with the reason in the log of the API server, and nobody sees anything.
"""

from functools import cache
from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin


@cache
def locked_desk() -> Any:
    """Return the desk behind Airflow's login."""
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
    from airflow.api_fastapi.core_api.security import requires_access_view
    from fastapi import Depends

    from wirewatch.orchestration import environment
    from wirewatch.settings import load_settings
    from wirewatch.web.app import create_app

    login = [Depends(requires_access_view(AccessView.WEBSITE))]
    return create_app(login=login, settings=lambda: load_settings(environment()))


async def desk(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request: an ASGI app."""
    await locked_desk()(scope, receive, send)


class WirewatchPlugin(AirflowPlugin):
    """Mounts the desk and puts it into the menu."""

    name = "wirewatch"
    fastapi_apps: ClassVar[list[Any]] = [
        {"app": desk, "url_prefix": "/wirewatch", "name": "Wirewatch"}
    ]
    # Twice, as Airflow 3.3 leaves no single way: with a `url_route` it shows the page in a frame
    # whose sandbox lets no link open a publisher's page; without one its top-level button does
    # nothing when clicked, while an entry in a submenu opens a tab. Relative to the page's <base>.
    external_views: ClassVar[list[Any]] = [
        {
            "name": "Wirewatch",
            "href": "wirewatch/",
            "destination": "nav",
            "url_route": "wirewatch",
            "nav_top_level": True,
        },
        {
            "name": "Wirewatch, own tab",
            "href": "wirewatch/",
            "destination": "nav",
            "category": "browse",
        },
    ]
