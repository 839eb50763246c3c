"""Who is asking, at what times, of which programme; and the one place where a refusal becomes an HTTP status."""

from datetime import date
from threading import local
from time import monotonic

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone

from commonground.core.dates import Times
from commonground.core.decisions import YES, Decision
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours, Refusal
from commonground.core.viewers import Viewer
from commonground.identity import queries as identity
from commonground.organisations import queries as organisations
from commonground.places import queries as places
from commonground.store import erasures
from commonground.store.moments import moment

STATUS = {NotThere: 404, NotYours: 403, NotNow: 409, NotUsable: 400}
# What somebody must be allowed to see any page of a slice. Actions ask for more themselves.
SEES = {
    "land": "land.see", "reporting": "reporting.see", "intake": "intake.see", "fieldwork": "fieldwork.see",
    "incidents": "incidents.see",
    "disclosure": "disclosure.see", "ordnance": "ordnance.see", "exchange": "exchange.see",
}  # fmt: skip
# Pages for somebody outside, who may see nothing else of their slice; and where they come when they sign in.
SEES_ALONE = {"incidents:inbox": "incidents.receive", "incidents:received": "incidents.receive"}
# A file may touch any land there is, and its rows tell of it, and so may what is exchanged: no pages for somebody who sees a part.
WHOLE = frozenset({"intake.see", "exchange.see"})
# Slices whose pages ask for their own permission and are for people who are signed in; but for what a link opens.
INSIDE = {"identity", "audit"}
BY_LINK = {"identity:enter", "identity:welcome"}
# What whoever still has to set up a second factor may open: that, what it asks for, and the way out.
SETTING_UP = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate",
    "account_change_password", "account_logout", "set_language",
}  # fmt: skip
FRESH_S = 60  # a programme's name and plane never change; its outline may

_programmes: dict[str, tuple[float, places.ProgrammeCard]] = {}
_units: dict[str, tuple[float, list[places.UnitCard]]] = {}
MANY = "/tiles/"  # a map asks for dozens at once
WIRE = "/smx/"  # what other programmes ask for
PEOPLE = 500  # so many sessions are remembered in a process
NOBODY = (None, None, None, None)
_people: dict[tuple[str, str], tuple] = {}
_asked = local()  # of each thread: who was still who they were when nobody had written anything since
_nothing_due: dict[str, float] = {}  # databases in which no erasure waited, and when that was looked up


def times_of(query) -> Times:
    """The two times a page is asked for: `?on=2024-12-31&known=1234`; what cannot be read is 'now'."""
    try:
        on = date.fromisoformat(query.get("on", ""))
    except ValueError:
        on = None
    known = query.get("known", "")
    return Times(on, int(known) if known.isascii() and known.isdigit() and len(known) < 16 else None)


def programme_here() -> places.ProgrammeCard | None:
    """The programme of this database, kept for a minute; None where `init` has not been run."""
    name = str(connection.settings_dict["NAME"])
    if not places.has_programme():
        _programmes.pop(name, None)
        return None
    at, card = _programmes.get(name, (0.0, None))
    if card is None or monotonic() - at > FRESH_S:
        card = places.programme()
        _programmes[name] = (monotonic(), card)
    return card


def forget_programmes() -> None:
    """Read the programme and its units anew with the next request (tests change databases under one process)."""
    _programmes.clear()
    _units.clear()
    _people.clear()
    _nothing_due.clear()


def units_here() -> list[places.UnitCard]:
    """The units of this database, kept for a minute."""
    name = str(connection.settings_dict["NAME"])
    at, cards = _units.get(name, (0.0, []))
    if not cards or monotonic() - at > FRESH_S:
        cards = places.units()
        _units[name] = (monotonic(), cards)
    return cards


def units_below(code: str) -> frozenset[str]:
    """A unit's code and those of all units below it.

    A code that a unit elsewhere bears too, at another level, is left out: it would open that one as well.
    """
    cards = units_here()
    inside = {card.id for card in cards if card.code == code}
    for card in cards:  # upper levels come first
        if card.upper in inside:
            inside.add(card.id)
    elsewhere = {card.code for card in cards if card.id not in inside}
    return frozenset({card.code for card in cards if card.id in inside} - elsewhere) | {code}


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, from their session and account."""
    return identity.viewer_for(request.user, on=timezone.localdate(), below=units_below)


def known(request: HttpRequest) -> Viewer | None:
    """Who asks, where that is remembered and nothing that says so has changed: one question, and none where nobody wrote
    anything at all since this thread asked it. None where it has to be found out."""
    key, now = _who(request), timezone.now()
    _, facts, day, viewer = _people.get(key, NOBODY)
    if viewer is None or day != timezone.localdate():
        return None
    at = moment()  # before the question: what is written in between makes the next one ask anew
    if at is None or at != getattr(_asked, "at", None):
        _asked.at, _asked.people = at, {}
    until, who = _asked.people.get(key, (None, None))
    if who is not viewer:
        until, found = identity.session_facts(key[1], viewer.number)
        if not found or found != facts:
            return None
        if at is not None:
            _asked.people[key] = until, viewer
    return viewer if until and until > now else None


def _who(request: HttpRequest) -> tuple[str, str]:
    """A session as it is remembered, with the database that it is of."""
    return str(connection.settings_dict["NAME"]), request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def remembered(request: HttpRequest) -> Viewer:
    """Who asks, where a page asks many times a second: found out once, and known for as long as nothing changes.

    What it rests on is read before the viewer is made: a change in between makes the next request ask anew.
    """
    if viewer := known(request):
        return viewer
    key, today = _who(request), timezone.localdate()
    number = _people.get(key, NOBODY)[0]
    if number is None:
        viewer = viewer_of(request)
        if viewer.is_somebody:
            _people[key] = (viewer.number, None, None, None)
        return viewer
    _, facts = identity.session_facts(key[1], number)
    viewer = viewer_of(request)
    _people.pop(key, None)
    # Whoever holds some units only is asked about anew each time: which units lie in them can change.
    if viewer.number == number and facts and all(g.units is None for g in (*viewer.grants, *viewer.coming)):
        for old in tuple(_people)[: max(0, len(_people) - PEOPLE + 1)]:
            _people.pop(old, None)
        _people[key] = (number, facts, today, viewer)
    return viewer


SCOPES = identity.Scopes(
    units=lambda: {card.code: card.name for card in units_here()}, organisations=organisations.names
)


class WireMiddleware:
    """Other programmes ask with signed requests: without sessions, cookies, tokens and languages, so before any of these."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(WIRE):
            return self.get_response(request)
        if erasures_due():
            return HttpResponse(status=503, headers={"Retry-After": "3600", "Cache-Control": "no-store"})
        match = resolve(request.path_info)
        return match.func(request, *match.args, **match.kwargs)


class ViewerMiddleware:
    """Every request has a viewer, two times and, once `init` has been run, a programme."""

    def __init__(self, get_response):
        self.get_response = get_response
        unknown = sorted(set(settings.SECOND_FACTOR) - identity.ROLES)
        if unknown:
            known = ", ".join(sorted(identity.ROLES))
            raise ImproperlyConfigured(
                f"COMMONGROUND_SECOND_FACTOR names no role: {', '.join(unknown)}. Roles are: {known}"
            )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = remembered(request) if request.path.startswith(MANY) else viewer_of(request)
        request.times = times_of(request.GET)
        request.scopes = SCOPES
        request.programme = None
        request.needs_second_factor = False
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Pages of the slices are for people who are signed in, in a database that has a programme."""
        match = request.resolver_match
        if match.view_name != "set_language" and match.namespace != "ui" and (waiting := erasures_due()):
            return refused(request, NotNow("store.erasures.due", waiting=waiting))
        wanted = SEES_ALONE.get(match.view_name) or SEES.get(match.namespace)
        inside = wanted or (match.namespace in INSIDE and match.view_name not in BY_LINK)
        if inside and not request.viewer.is_somebody:
            return _moved(request, redirect_to_login(request.get_full_path()))
        request.needs_second_factor = needs_second_factor(request.viewer)
        if request.needs_second_factor and match.view_name not in SETTING_UP:
            return _moved(request, redirect("mfa_index"))
        if not request.path.startswith(MANY):
            request.programme = programme_here() if request.viewer.is_somebody else None
        if wanted and request.programme is None:
            return refused(request, NotNow("places.programme.missing"))
        may = may_enter(request.viewer, wanted) if wanted else YES
        if may.refusal and match.view_name == "reporting:home" and request.viewer.may("incidents.receive"):
            return redirect("incidents:inbox")
        if may.refusal:
            return refused(request, may.refusal)
        return None


def erasures_due() -> int:
    """How many erasures have still to be carried out; looked up once a minute while there are none."""
    name = str(connection.settings_dict["NAME"])
    at = _nothing_due.get(name)
    if at is None or monotonic() - at > FRESH_S:
        waiting = len(erasures.due())
        if waiting:
            _nothing_due.pop(name, None)
            return waiting
        _nothing_due[name] = monotonic()
    return 0


def may_enter(viewer: Viewer, wanted: str) -> Decision:
    """Whether the pages of a slice are for a viewer at all."""
    return viewer.may(wanted, unit="" if wanted in WHOLE else None)


def needs_second_factor(viewer: Viewer) -> bool:
    """Whether somebody has a role for which a second factor is obligatory, and has set up none."""
    obliged = viewer.is_somebody and not viewer.roles.isdisjoint(settings.SECOND_FACTOR)
    return obliged and not identity.has_second_factor(viewer.number)


def _moved(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponse:
    """Another page first, sign-in or the second factor; a part of a page asks the browser to go there as a whole."""
    if "HX-Request" in request.headers:
        moved = HttpResponse(status=204)
        moved.headers["HX-Redirect"] = response.url
        return moved
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says what was refused, and why."""
    status = STATUS[type(refusal)]
    return render(request, "ui/refused.html", {"refusal": refusal, "status": status}, status=status)


class RefusalMiddleware:
    """A refusal is an answer: its sentence, with the status that fits its kind."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None
