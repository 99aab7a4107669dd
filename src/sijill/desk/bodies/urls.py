"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.bodies import naming, views

app_name = "bodies"
naming.offer()
urlpatterns: list[URLPattern] = [
    path("actors/", views.actors, name="actors"),
    path("places/", views.places, name="places"),
    path("names/suggest/<str:kind>/", naming.suggest, name="suggest"),
    path("names/same/", naming.same, name="same"),
    path("names/undo/", naming.undo, name="undo"),
    path("actors/told/<path:name>/", views.told, name="told"),
    path("actors/<path:name>/", views.actor, name="actor"),
    path("places/<path:name>/", views.place, name="place"),
]
