from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class Config(AppConfig):
    name = "commonground.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every slice's sentences are known from the start, whichever page needs them."""
        sentences = import_module("commonground.ui.sentences")
        for app in apps.get_app_configs():
            if app.name.startswith("commonground.") and module_has_submodule(app.module, "messages"):
                sentences.register(import_module(f"{app.name}.messages").MESSAGES)
