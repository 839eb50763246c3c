"""What is fetched beside the pages."""

from django.utils import timezone
from django_tasks import task

from commonground.core.viewers import Viewer
from commonground.exchange.actions import fetching


@task()
def fetch(name: str, by: int | None) -> None:
    """Fetch what a partner says. Whoever asked was allowed to when they asked; begun again, it goes on where it was."""
    fetching.fetch(name, by=Viewer(by, "", frozenset({"exchange.send"})), clock=timezone.now)
