"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.coding import views

app_name = "coding"
urlpatterns = [
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/text/", views.text, name="text"),
    path("<int:pk>/cards/", views.cards, name="cards"),
    path("<int:pk>/original/", views.evidence, name="original"),
    path("<int:pk>/annotations/", views.annotated, name="annotations"),
]
