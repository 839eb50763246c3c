"""Addresses of reports, and of the day's page."""

app_name = "fieldwork"
urlpatterns: list = []
