from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.ordnance"
    label = "ordnance"
    default_auto_field = "django.db.models.BigAutoField"
