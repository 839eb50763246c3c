"""Addresses of signing in."""

from django.urls import path

from commonground.identity.views import entry

app_name = "identity"
urlpatterns = [path("enter/<str:token>/", entry.enter, name="enter")]
