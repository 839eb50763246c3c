from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
