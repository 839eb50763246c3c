"""Who is asking, at what times; and the one place where a refusal becomes an HTTP status."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.core.dates import Times
from commonground.core.refusals import NotNow, NotThere, NotUsable, NotYours, Refusal
from commonground.identity import queries as identity

STATUS = {NotThere: 404, NotYours: 403, NotNow: 409, NotUsable: 400}


def times_of(query) -> Times:
    """The two times a page is asked for: `?on=2024-12-31&known=1234`; what cannot be read is 'now'."""
    try:
        on = date.fromisoformat(query.get("on", ""))
    except ValueError:
        on = None
    known = query.get("known", "")
    return Times(on, int(known) if known.isascii() and known.isdigit() and len(known) < 16 else None)


class ViewerMiddleware:
    """Every request has a viewer and two times, whether or not anybody is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = identity.viewer_for(request.user)
        request.times = times_of(request.GET)
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal is an answer: its sentence, with the status that fits its kind."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = STATUS[type(exception)]
        return render(request, "ui/refused.html", {"refusal": exception, "status": status}, status=status)
