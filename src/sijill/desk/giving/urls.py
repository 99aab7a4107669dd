"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.giving import importing, views

app_name = "giving"
urlpatterns: list[URLPattern] = [
    path("exports/", views.exports, name="list"),
    path("exports/<int:job>/", views.export, name="one"),
    path("exports/<int:job>/file", views.download, name="download"),
    path("exports/<int:job>/delete", views.delete, name="delete"),
    path("import/", importing.tables, name="import"),
    path("import/<int:job>/", importing.table, name="table"),
    path("import/<int:job>/apply", importing.apply, name="apply"),
    path("import/<int:job>/undo", importing.undo, name="undo"),
]
