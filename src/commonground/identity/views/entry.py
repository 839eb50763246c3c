"""One-time links: the desktop's entry, and the invitation to choose a password."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from commonground.identity import actions
from commonground.identity.forms import PasswordForm


def enter(request, token: str):
    """Sign the local user in and forget the token."""
    user = actions.use_entry_link(token, at=timezone.now())
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by an invitation. Looking at the page spends nothing; signing in afterwards asks for all it asks for."""
    now = timezone.now()
    user = actions.invited(token, at=now)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        actions.accept_invitation(token, password=form.cleaned_data["password"], at=now)
        messages.success(request, _("Your password is kept. Sign in with it."))
        return redirect("account_login")
    return TemplateResponse(request, "identity/welcome.html", {"form": form, "name": user.username})
