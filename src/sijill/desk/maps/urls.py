"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.maps import timeline, views

app_name = "maps"
urlpatterns = [
    path("map/", views.page, name="map"),
    path("map/data/", views.data, name="data"),
    path("map/table/", views.table, name="table"),
    path("map/here/", views.here, name="here"),
    path("map/names/", views.names, name="names"),
    path("timeline/", timeline.page, name="timeline"),
    path("timeline/when/", timeline.when, name="when"),
]
