"""Who works here: inviting, giving and ending roles, closing accounts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.decisions import Decision, require
from commonground.identity import access, actions, queries
from commonground.identity.forms import InviteForm, RoleForm
from commonground.identity.messages import ROLES
from commonground.identity.models import User
from commonground.identity.views.shown import Names, days
from commonground.ui import parts
from commonground.ui.templatetags.ui import said


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody, with their roles of today."""
    require(access.may_see(request.viewer))
    names = Names(request.scopes)
    cards = queries.people(timezone.localdate(), timezone.now())
    columns = [
        parts.Column(_("Name")),
        parts.Column(_("Roles")),
        parts.Column(_("Second factor"), priority=2),
        parts.Column(_("Last sign-in"), "moment", priority=2),
        parts.Column(_("User account"), priority=2),
    ]
    rows = [
        parts.Row(
            [
                c.name,
                names.roles(c.roles),
                said(_("yes") if c.second_factor else _("no")),
                c.last_login or format_html("{}", said(_("never"))),
                said(_state(c)),
            ],
            href=reverse("identity:person", args=[c.number]),
        )
        for c in cards
    ]
    context = {
        "table": parts.Table(_("People"), columns, rows, name="people"),
        "may": access.may_change(request.viewer),
    }
    return TemplateResponse(request, "identity/people.html", context)


def _state(card: queries.PersonCard) -> Any:
    if not card.active:
        return _("closed")
    return _("invited") if card.invited and card.last_login is None else _("in use")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Somebody new; the link is shown once and never again."""
    require(access.may_change(request.viewer))
    form = InviteForm(request.POST or None, scopes=request.scopes)
    if form.is_valid():
        given = dict(form.cleaned_data)
        name = given.pop("username")
        made, token = actions.invite(name, actions.RoleDraft(**given), by=request.viewer, at=timezone.now())
        return _link_page(request, made, token)
    return TemplateResponse(request, "identity/invite.html", {"form": form})


def _link_page(request: HttpRequest, person: User, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("identity:welcome", args=[token]))
    days_ = actions.INVITATION_LASTS.days
    return TemplateResponse(request, "identity/link.html", {"person": person, "link": link, "days": days_})


@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: roles of now, before and later, and what can be done."""
    return _page(request, access.person_for(request.viewer, number))


def _page(request: HttpRequest, found: User, form: RoleForm | None = None) -> HttpResponse:
    card = queries.person(found.pk, timezone.localdate(), timezone.now())
    may = access.may_change(request.viewer)
    names = Names(request.scopes)
    roles = [
        {"number": c.number, "when": c.when, "role": said(ROLES.get(c.role, c.role)), "where": names.where(c),
         "whose": names.whose(c), "days": days(c), "given_by": c.given_by, "given_at": c.given_at,
         "ended_by": c.ended_by, "ended_at": c.ended_at, "may_end": _may_stop(may, found, c.number)}
        for c in card.roles
    ]  # fmt: skip
    context = {
        "card": card,
        "roles": [r for r in roles if r["when"] != "ended"],
        "ended": [r for r in roles if r["when"] == "ended"],
        "form": form or RoleForm(scopes=request.scopes),
        "may": may,
        "may_close": _may_stop(may, found),
        "state": _state(card),
    }
    return TemplateResponse(request, "identity/person.html", context)


def _may_stop(may: Decision, found: User, role: int | None = None) -> Decision:
    return may if not may else access.may_stop(found, on=timezone.localdate(), number=role)


@require_POST
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give a role, or show the form again with what is wrong."""
    found = access.person_for(request.viewer, number)
    require(access.may_change(request.viewer))
    form = RoleForm(request.POST, scopes=request.scopes)
    if not form.is_valid():
        return _page(request, found, form)
    actions.give_role(found, actions.RoleDraft(**form.cleaned_data), by=request.viewer, at=timezone.now())
    messages.success(request, _("The role is given."))
    return redirect("identity:person", number)


@require_POST
def end_role(request: HttpRequest, number: int, role: int) -> HttpResponse:
    """End a role now."""
    found = access.person_for(request.viewer, number)
    actions.end_role(found, role, by=request.viewer, at=timezone.now())
    messages.success(request, _("The role is ended."))
    return redirect("identity:person", number)


@never_cache
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """What else can be done with an account, by the button that was pressed."""
    found = access.person_for(request.viewer, number)
    by, now, do = request.viewer, timezone.now(), request.POST.get("do", "")
    if do == "link":
        return _link_page(request, found, actions.give_link(found, by=by, at=now))
    if do == "close":
        actions.close_account(found, by=by, at=now)
    elif do == "open":
        actions.open_account(found, by=by)
    elif do == "second-factor":
        actions.remove_second_factor(found, by=by)
    elif do == "erase":
        actions.erase_name(found, by=by, at=now)
    return redirect("identity:person", number)
