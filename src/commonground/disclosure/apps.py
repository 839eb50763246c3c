from django.apps import AppConfig


class Config(AppConfig):
    name = "commonground.disclosure"
    label = "disclosure"
    default_auto_field = "django.db.models.BigAutoField"
