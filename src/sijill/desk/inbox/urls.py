"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from sijill.desk.inbox import adding, dates, views, work

app_name = "inbox"
work.offer()
urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="list"),
    path("chosen/", views.chosen, name="chosen"),
    path("add/", adding.page, name="add"),
    path("add/text/", adding.text, name="text"),
    path("add/files/", adding.files, name="files"),
    path("add/address/", adding.address, name="address"),
    path("add/feeds/", adding.feed, name="feeds"),
    path("dates/", dates.page, name="dates"),
    path("dates/give/", dates.give, name="give"),
    path("jobs/", adding.jobs_page, name="jobs"),
    path("jobs/<int:pk>/", adding.job_page, name="job"),
    path("jobs/<int:pk>/again/", adding.again, name="again"),
]
