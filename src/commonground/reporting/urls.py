"""Addresses of the first page and of statements."""

from django.urls import path

from commonground.reporting.views import dossier, home, statement

app_name = "reporting"
urlpatterns = [
    path("", home.home, name="home"),
    path("hazards/<str:code>/dossier.pdf", dossier.page, name="dossier"),
    path("statement/", statement.page, name="statement"),
    path("statement/flow/", statement.flow, name="atoms"),
    path("statement/bridge/", statement.bridge, name="bridge"),
]
