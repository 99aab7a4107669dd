"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from sijill.desk.seconding import agreeing, assigning, blind, views

app_name = "seconding"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("assign/", assigning.assign, name="assign"),
    path("withdraw/", assigning.withdraw, name="withdraw"),
    path("<int:pk>/move/", views.move, name="move"),
    path("blind/", blind.pairs, name="blind"),
    path("blind/<int:pk>/", blind.pair, name="pair"),
    path("blind/<int:pk>/take/", blind.take, name="take"),
    path("agreement/", agreeing.agree, name="agreement"),
    path("agreement.csv", agreeing.table, name="table"),
]
