"""Addresses of bringing files in."""

from django.urls import path

from commonground.intake.views import imports, loads, tries

app_name = "intake"
urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("import/rows/", loads.rows, name="rows"),
    path("import/profiles/<int:version>/<path:name>.json", imports.profile, name="profile"),
    path("import/try/<str:key>/", tries.attempt, name="try"),
    path("import/try/<str:key>/progress/", tries.progress, name="progress"),
    path("import/<int:number>/", loads.load, name="load"),
    path("import/<int:number>/quarantine.csv", loads.quarantined, name="quarantine"),
    path("import/<int:number>/undo/", loads.undo, name="undo"),
]
