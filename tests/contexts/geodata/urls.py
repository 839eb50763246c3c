"""Every address, with the map's."""

from django.urls import include, path

from commonground.config.urls import urlpatterns as known

urlpatterns = [*known, path("", include("commonground.geodata.urls"))]
