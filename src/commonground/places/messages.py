"""Sentences for the codes of this slice."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "places.programme.missing": _("This database has no programme yet. Run `commonground init --country CODE` first."),
    "places.programme.exists": _("This database is already the programme {code}. One database is one programme: choose another file."),
    "places.country.unknown": _("{code} is not a country this software has bounds for. Give --bounds WEST SOUTH EAST NORTH in degrees. Known: {known}."),
    "places.unit.code-twice": _("Two units have the code {code}. Every unit of a level needs a code of its own."),
    "places.change.not-yours": _("Bringing boundaries and settlements needs an information officer."),
}
