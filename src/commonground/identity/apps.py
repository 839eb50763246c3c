from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
