"""Addresses of the map."""

from django.urls import path

from commonground.geodata.views import drawing, finds, shapes, taking, tiles
from commonground.geodata.views import where as places
from commonground.geodata.views.map import extent_of, map_page

app_name = "geodata"
urlpatterns = [
    path("map/", map_page, name="map"),
    path("map/draw/", drawing.draw, name="draw"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
    path("geodata/take/", taking.take, name="take"),
    path("geodata/taken/<str:key>/", taking.taken_page, name="taken"),
    path("geodata/taken/<str:key>/file", taking.file, name="taken-file"),
    path("geodata/extent/", extent_of, name="extent"),
    path("ordnance/finds.gpkg", finds.package, name="finds"),
    path("geodata/where/", places.where, name="where"),
    path("geodata/hazards/<str:code>.geojson", shapes.hazard_geojson, name="hazard-shape"),
]
