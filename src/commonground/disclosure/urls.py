"""Addresses of tables about people."""

from django.urls import path

from commonground.disclosure.views import asking, releases

app_name = "disclosure"
urlpatterns = [
    path("tables/", releases.listing, name="releases"),
    path("tables/ask/", asking.ask, name="ask"),
    path("tables/asked/<int:number>/", asking.asked, name="asked"),
    path("tables/asked/<int:number>/act/", asking.act, name="act"),
    path("tables/<int:number>/", releases.release, name="release"),
]
