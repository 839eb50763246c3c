"""Addresses of ordnance."""

from django.urls import path

from commonground.ordnance.views import catalogue, finds, statement, writing

app_name = "ordnance"
urlpatterns = [
    path("ordnance/", finds.listing, name="finds"),
    path("ordnance/new/", writing.new, name="new"),
    path("ordnance/statement/", statement.page, name="statement"),
    path("ordnance/catalogue/", catalogue.listing, name="catalogue"),
    path("ordnance/catalogue/<slug:code>/", catalogue.device, name="device"),
    path("ordnance/finds/<path:code>/correct/", writing.correct, name="correct"),
    path("ordnance/finds/<path:code>/dispose/", writing.dispose, name="dispose"),
    path("ordnance/finds/<path:code>/void/", writing.void, name="void"),
    path("ordnance/finds/<path:code>/", finds.find, name="find"),
]
