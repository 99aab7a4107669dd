"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.finding import saved, views

app_name = "finding"
urlpatterns: list[URLPattern] = [
    path("", views.search, name="search"),
    path("counts/", views.counts, name="counts"),
    path("saved/", saved.listed, name="saved"),
    path("saved/save/", saved.save, name="save"),
    path("saved/<int:pk>/share/", saved.share, name="share"),
    path("saved/<int:pk>/delete/", saved.delete, name="delete"),
]
