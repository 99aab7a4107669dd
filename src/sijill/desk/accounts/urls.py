"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.accounts import entering

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("first-run/", entering.first_run, name="first_run"),
    path("login/", entering.sign_in, name="login"),
    path("second/", entering.second, name="second"),
    path("logout/", entering.sign_out, name="logout"),
    path("language/", entering.language, name="language"),
]
