"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.giving import views

app_name = "giving"
urlpatterns: list[URLPattern] = [
    path("exports/", views.exports, name="list"),
    path("exports/<int:job>/", views.export, name="one"),
    path("exports/<int:job>/file", views.download, name="download"),
    path("exports/<int:job>/delete", views.delete, name="delete"),
]
