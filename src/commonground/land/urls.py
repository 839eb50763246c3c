"""Addresses of hazards, entries and findings."""

from django.urls import path

from commonground.land.views import entries, findings, hazards, kept, listing, succession, together

app_name = "land"
urlpatterns = [
    path("hazards/", listing.listing, name="hazards"),
    path("hazards-columns/", kept.columns, name="columns"),
    path("hazards-views/", kept.views, name="views"),
    path("hazards-together/", together.together, name="together"),
    path("hazards/<path:code>/shape.geojson", hazards.shape, name="shape"),
    path("hazards/<path:code>/close/", hazards.close, name="close"),
    path("hazards/<path:code>/work/", hazards.note_work, name="work"),
    path("hazards/<path:code>/quality/", hazards.check_quality, name="quality"),
    path("hazards/<path:code>/undo/", succession.undo, name="undo-succession"),
    path("hazards/<path:code>/", hazards.hazard, name="hazard"),
    path("findings/", findings.board, name="findings"),
    path("entries/<int:number>/", entries.entry, name="entry"),
    path("entries/<int:number>/shape.geojson", entries.shape, name="entry-shape"),
]
