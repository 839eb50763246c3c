"""Addresses of the first page and of statements."""

from django.urls import path

from commonground.reporting.views import day, dossier, home, search, statement

app_name = "reporting"
urlpatterns = [
    path("", home.home, name="home"),
    path("day/", day.day, name="day"),
    path("hazards/<path:code>/dossier.pdf", dossier.page, name="dossier"),
    path("search/", search.page, name="search"),
    path("statement/", statement.page, name="statement"),
    path("statement/flow/", statement.flow, name="atoms"),
    path("statement/bridge/", statement.bridge, name="bridge"),
]
