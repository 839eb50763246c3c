"""One's own page, and what one may do here and why not."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import override as in_language
from django.views.decorators.http import require_http_methods, require_safe

from commonground.identity import access, actions, queries
from commonground.identity.forms import LanguageForm
from commonground.identity.messages import PERMISSIONS, ROLES
from commonground.identity.views.shown import Names, days
from commonground.ui import parts
from commonground.ui.templatetags.ui import said, sentence_of


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Oneself: roles, language, second factor, sessions, password."""
    form = LanguageForm(request.POST or None, languages=settings.LANGUAGES, initial={"language": request.user.language})
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        actions.choose_language(request.user, chosen)
        with in_language(chosen):
            messages.success(request, _("Pages are in this language from now on."))
        answer = redirect("identity:me")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax",
                          secure=request.is_secure())  # fmt: skip
        return answer
    card = queries.person(request.user.pk, timezone.localdate(), timezone.now())
    return TemplateResponse(request, "identity/me.html", {"form": form, "card": card, "table": _roles(request, card)})


def _roles(request: HttpRequest, card: queries.PersonCard) -> parts.Table:
    names = Names(request.scopes)
    columns = [parts.Column(gettext_lazy(w)) for w in ("Role", "Unit", "Organisation", "From, to")]
    rows = [
        parts.Row([said(ROLES.get(c.role, c.role)), names.where(c), names.whose(c), days(c)])
        for c in card.roles
        if c.when != "ended"
    ]
    empty = parts.Empty(
        gettext_lazy("You have no role here yet"), gettext_lazy("Ask an administrator of your programme for one.")
    )
    return parts.Table(gettext_lazy("Your roles"), columns, rows, empty=empty)


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """Every permission there is: yes and where, or no and why."""
    card = queries.person(request.user.pk, timezone.localdate(), timezone.now())
    names = Names(request.scopes)
    rows = []
    for permission, carriers in queries.permissions().items():
        decision = request.viewer.may(permission)
        by = [c for c in card.roles if c.when == "now" and c.role in carriers]
        answer = _yes(request, permission, by, names) if decision else _no(decision)
        who = ", ".join(str(ROLES[r]) for r in ROLES if r in carriers)
        rows.append(parts.Row([said(PERMISSIONS.get(permission, permission)), answer, who]))
    columns = [
        parts.Column(gettext_lazy("What")),
        parts.Column(gettext_lazy("May you?")),
        parts.Column(gettext_lazy("Who may"), priority=2),
    ]
    table = parts.Table(gettext_lazy("What you may do here, and why not"), columns, rows)
    may_see = access.may_see(request.viewer)
    return TemplateResponse(request, "identity/permissions.html", {"table": table, "may_see": may_see})


def _yes(request: HttpRequest, permission: str, by: list[queries.RoleCard], names: Names):
    word = said(gettext_lazy("yes"))
    if permission in request.viewer.permissions or any(not c.unit and not c.organisation for c in by):
        return format_html('<strong class="may">{}</strong>', word)
    limits = "; ".join(str(names.limits(c)) for c in by)
    return format_html('<strong class="may">{}</strong>, {}', word, format_html(_("for {}"), limits))


def _no(decision):
    return format_html('<span class="may-not">{}. {}</span>', said(gettext_lazy("no")), sentence_of(decision.refusal))
