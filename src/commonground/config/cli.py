"""The `commonground` command: finds the database first, then starts Django and hands over to `config.commands`."""

import importlib
import sys

import django

from commonground.config import environment


def main() -> None:
    """Entry point of the command line."""
    environment.use(settings="commonground.config.settings.desktop", database=_database(sys.argv[1:]))
    django.setup()
    importlib.import_module("commonground.config.commands").run()


def _database(arguments: list[str]) -> str | None:
    """What --database says, wherever it stands: it has to be known before anything else is loaded."""
    for i, argument in enumerate(arguments):
        if argument == "--database" and i + 1 < len(arguments):
            return arguments[i + 1]
        if argument.startswith("--database="):
            return argument.partition("=")[2]
    return None
