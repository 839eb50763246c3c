"""Every address, with the map's where the product's own list has them not yet."""

from django.urls import include, path

from commonground.config.urls import urlpatterns as known

urlpatterns = [*known, path("", include("commonground.geodata.urls"))]
