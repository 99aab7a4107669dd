"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.accounts import entering, own, people

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("first-run/", entering.first_run, name="first_run"),
    path("login/", entering.sign_in, name="login"),
    path("second/", entering.second, name="second"),
    path("logout/", entering.sign_out, name="logout"),
    path("language/", entering.language, name="language"),
    path("welcome/<str:whom>/<str:token>/", entering.welcome, name="welcome"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="password"),
    path("account/factor/", own.set_up_factor, name="factor"),
    path("account/factor/change/", own.change_factor, name="factor_change"),
    path("account/sessions/end/", own.end_visits, name="sessions_end"),
    path("account/tokens/", own.make_token, name="token_make"),
    path("account/tokens/<int:pk>/revoke/", own.revoke_token, name="token_revoke"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("collections/", people.collections, name="collections"),
    path("collections/<int:pk>/", people.collection, name="collection"),
    path("settings/", people.settings, name="settings"),
]
