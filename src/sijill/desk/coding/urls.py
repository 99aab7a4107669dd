"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.coding import changing, handing, many, views

__all__ = ["app_name", "handing", "urlpatterns"]

app_name = "coding"
urlpatterns = [
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/cards/", views.cards, name="cards"),
    path("<int:pk>/original/", views.evidence, name="original"),
    path("<int:pk>/annotations/", views.annotated, name="annotations"),
    path("<int:pk>/acts/", changing.acts, name="acts"),
    path("<int:pk>/undo/", changing.undo, name="undo"),
    path("<int:pk>/value/", changing.value, name="value"),
    path("<int:pk>/many/", many.many, name="many"),
    path("<int:pk>/history/", changing.past, name="history"),
    path("<int:pk>/comments/", changing.comment, name="comment"),
    path("<int:pk>/move/", changing.move, name="move"),
    path("<int:pk>/here/", changing.here, name="here"),
    path("<int:pk>/changes/", changing.changes, name="changes"),
]
