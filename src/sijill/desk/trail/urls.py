"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.trail import views

app_name = "trail"
urlpatterns: list[URLPattern] = [
    path("", views.entries, name="list"),
    path("verify/", views.verify, name="verify"),
    path("<int:number>/", views.entry, name="entry"),
]
