"""Addresses of bringing files in."""

from django.urls import path

from commonground.intake.views import imports

app_name = "intake"
urlpatterns = [
    path("import/", imports.imports, name="imports"),
]
