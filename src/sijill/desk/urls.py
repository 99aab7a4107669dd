"""The addresses of the desk, a room each."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("sijill.desk.inbox.urls")),
    path("", include("sijill.desk.accounts.urls")),
    path("reports/", include("sijill.desk.coding.urls")),
    path("review/", include("sijill.desk.seconding.urls")),
    path("incidents/", include("sijill.desk.incidents.urls")),
    path("", include("sijill.desk.maps.urls")),
    path("", include("sijill.desk.bodies.urls")),
    path("search/", include("sijill.desk.finding.urls")),
    path("", include("sijill.desk.giving.urls")),
    path("audit/", include("sijill.desk.trail.urls")),
    path("api/", include("sijill.desk.api.urls")),
]
