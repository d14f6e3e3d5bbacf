"""The Wirewatch page in Airflow's menu. All code is in wirewatch.web.

Keep this the only Python file here: Airflow imports each file below plugins/ as a top-level module.
Airflow does not guard plugin apps, so ours is made with Airflow's own login on every route. Should
these imports move in a later Airflow, the plugin fails to load and nobody sees anything.
"""

from typing import Any, ClassVar

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends

from wirewatch.web.app import create_app

app = create_app(login=[Depends(requires_access_view(AccessView.WEBSITE))])


class WirewatchPlugin(AirflowPlugin):
    """Mounts the desk and puts it into the menu."""

    name = "wirewatch"
    fastapi_apps: ClassVar[list[Any]] = [
        {"app": app, "url_prefix": "/wirewatch", "name": "Wirewatch"}
    ]
    external_views: ClassVar[list[Any]] = [
        {
            "name": "Wirewatch",
            "href": "/wirewatch/",
            "destination": "nav",
            "url_route": "wirewatch",
            "nav_top_level": True,
        }
    ]
