"""The desktop's one-time link."""

from django.contrib.auth import login
from django.shortcuts import redirect
from django.utils import timezone

from commonground.identity import actions


def enter(request, token: str):
    """Sign the local user in and forget the token."""
    user = actions.use_entry_link(token, at=timezone.now())
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")
