"""Every address, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("", include("commonground.identity.urls")),
]
