"""Every address, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("commonground.identity.urls")),
    path("", include("commonground.audit.urls")),
    path("", include("commonground.ui.urls")),
    path("", include("commonground.intake.urls")),
    path("", include("commonground.land.urls")),
    path("", include("commonground.reporting.urls")),
    path("", include("commonground.geodata.urls")),
]
