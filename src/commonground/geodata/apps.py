from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.geodata"
    label = "geodata"
    default_auto_field = "django.db.models.BigAutoField"
