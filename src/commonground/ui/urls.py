from django.urls import path

from commonground.ui import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:sheet>/", views.gallery, name="gallery-sheet"),
]
