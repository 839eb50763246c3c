"""Addresses of accidents and victims. A victim's address holds a code that says nothing."""

from django.urls import path

from commonground.incidents.views import accidents, victims

app_name = "incidents"
urlpatterns = [
    path("accidents/", accidents.listing, name="accidents"),
    path("accidents/new/", accidents.enter, name="enter"),
    path("accidents/<str:code>/", accidents.accident, name="accident"),
    path("accidents/<str:code>/correct/", accidents.correct, name="correct"),
    path("accidents/<str:code>/take-back/", accidents.take_back, name="take-back"),
    path("accidents/<str:code>/victims/", victims.enter, name="victim-enter"),
    path("victims/<str:code>/", victims.victim, name="victim"),
    path("victims/<str:code>/correct/", victims.correct, name="victim-correct"),
    path("victims/<str:code>/outcome/", victims.outcome, name="victim-outcome"),
    path("victims/<str:code>/take-back/", victims.take_back, name="victim-take-back"),
]
