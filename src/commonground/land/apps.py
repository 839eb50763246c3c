from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.land"
    label = "land"
    default_auto_field = "django.db.models.BigAutoField"
