"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.api import giving, incidents, people, reference, reports  # noqa: F401  (their routes are added when they are imported)
from sijill.desk.api.desk import api

_routes = [route for route in api.urls[0] if route.name != "api-root"]
for _route in _routes:
    # A session's cookie comes along whoever made the browser ask; only tokens need no proof that the desk's own page did.
    _route.callback.csrf_exempt = False

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", reference.page, name="reference"),
    path("openapi.json", reference.openapi, name="openapi"),
    *_routes,
]
