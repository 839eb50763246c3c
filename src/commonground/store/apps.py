from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
