"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.seconding import assigning, views

app_name = "seconding"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("assign/", assigning.assign, name="assign"),
    path("withdraw/", assigning.withdraw, name="withdraw"),
    path("<int:pk>/move/", views.move, name="move"),
]
