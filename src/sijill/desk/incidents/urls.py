"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.incidents import acts, listing, views

app_name = "incidents"
urlpatterns = [
    path("", listing.incidents, name="list"),
    path("<int:number>/", views.incident, name="incident"),
    path("<int:number>/judge/", acts.judge, name="judge"),
    path("<int:number>/merge/", acts.merge, name="merge"),
    path("<int:number>/split/", acts.split, name="split"),
    path("<int:number>/undo/", acts.undo, name="undo"),
]
