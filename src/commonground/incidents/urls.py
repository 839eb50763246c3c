"""Addresses of accidents and victims. A victim's address holds a code that says nothing."""

from django.urls import path

from commonground.incidents.views import (
    accidents,
    assistance,
    duplicates,
    education,
    figures,
    identities,
    investigations,
    providers,
    referrals,
    victims,
)

app_name = "incidents"
urlpatterns = [
    path("accidents/", accidents.listing, name="accidents"),
    path("accidents/new/", accidents.enter, name="enter"),
    path("accidents/<str:code>/", accidents.accident, name="accident"),
    path("accidents/<str:code>/correct/", accidents.correct, name="correct"),
    path("accidents/<str:code>/take-back/", accidents.take_back, name="take-back"),
    path("accidents/<str:code>/victims/", victims.enter, name="victim-enter"),
    path("accidents/<str:code>/settle/", accidents.settle, name="settle"),
    path("accidents/<str:code>/investigation/", investigations.investigation, name="investigation"),
    path("education/", education.listing, name="education"),
    path("education/new/", education.hold, name="session"),
    path("education/take-back/", education.take_back, name="session-take-back"),
    path("casualties/", figures.casualty_figures, name="figures"),
    path("casualties/distances/", figures.distances, name="distances"),
    path("casualties/duplicates/", duplicates.listing, name="duplicates"),
    path("casualties/duplicates/look/", duplicates.look, name="duplicates-look"),
    path("casualties/duplicates/<int:number>/", duplicates.decide, name="duplicate"),
    path("victims/<str:code>/", victims.victim, name="victim"),
    path("victims/<str:code>/correct/", victims.correct, name="victim-correct"),
    path("victims/<str:code>/outcome/", victims.outcome, name="victim-outcome"),
    path("victims/<str:code>/take-back/", victims.take_back, name="victim-take-back"),
    path("victims/<str:code>/identity/", identities.case, name="identity"),
    path("victims/<str:code>/assistance/", assistance.assistance, name="assistance"),
    path("victims/<str:code>/refer/", referrals.refer, name="refer"),
    path("assistance/", assistance.desk, name="desk"),
    path("assistance/referrals/<str:code>/", referrals.referral, name="referral"),
    path("providers/", providers.listing, name="providers"),
    path("providers/new/", providers.enter, name="provider-new"),
    path("providers/<str:code>/", providers.provider, name="provider"),
    path("providers/<str:code>/correct/", providers.correct, name="provider-correct"),
    path("referrals/", referrals.inbox, name="inbox"),
    path("referrals/<str:code>/", referrals.received, name="received"),
]
