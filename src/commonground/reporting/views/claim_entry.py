"""Entering a published table: on a page without any script, as a file, and a better reading of one that is there."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonground.core.claims.sheets import RowFault
from commonground.core.decisions import require
from commonground.core.refusals import NotThere, NotUsable
from commonground.reporting import access
from commonground.reporting.actions import claims as acts
from commonground.reporting.queries import claim_sheets, claims
from commonground.reporting.views import claim_form
from commonground.reporting.views import claim_words as words
from commonground.reporting.views.claims import TYPES
from commonground.ui import sentences
from commonground.ui.numbers import grouped

MOST_BYTES = claim_sheets.LIMITS.bytes


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new claim, and the way to hand in a file of them."""
    require(access.may_claim(request.viewer))
    if request.method != "POST":
        return _shown(request, claim_form.blank())
    filled = claim_form.of_post(request.POST)
    if request.POST.get("do") == "more":
        return _shown(request, _longer(filled))
    made = claim_form.published(filled)
    if made is None:
        return _shown(request, filled, status=400)
    number = acts.enter_claim(made, by=request.viewer, at=timezone.now())
    messages.success(request, _("The claim is entered. Nothing in these books is changed by it."))
    return redirect("reporting:claim", number)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A better reading of a claim becomes its next version."""
    require(access.may_claim(request.viewer))
    kept = claims.claim(pk)
    if request.method != "POST":
        return _shown(request, claim_form.of_claim(kept.published), kept)
    filled = claim_form.of_post(request.POST)
    if request.POST.get("do") == "more":
        return _shown(request, _longer(filled), kept)
    made = claim_form.published(filled)
    if made is None:
        return _shown(request, filled, kept, status=400)
    seen = request.POST.get("seen", "")
    seen_version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    acts.correct_claim(pk, made, seen=seen_version, by=request.viewer, at=timezone.now())
    messages.success(request, _("The correction is entered. What stood before stays readable."))
    return redirect("reporting:claim", pk)


def _longer(filled: claim_form.Filled) -> claim_form.Filled:
    more = claim_form.blank().rows[: claim_form.MORE]
    filled.rows = [*filled.rows, *more][: claim_form.MOST]
    return filled


def _shown(
    request: HttpRequest, filled: claim_form.Filled, kept: claims.Kept | None = None, *, status: int = 200,
    file_faults: tuple[RowFault, ...] = (), file: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "filled": filled,
        "rows": list(enumerate(filled.rows, start=1)),
        "kept": kept,
        "seen": request.POST.get("seen", kept.version if kept else ""),
        "options": claim_form.options(),
        "fields": words.FIELDS,
        "file": file,
        "file_faults": [(f, words.FIELDS.get(f.field, f.field), _file_sentence(f)) for f in file_faults],
    }
    return TemplateResponse(request, "reporting/claim_form.html", context, status=status)


def _file_sentence(fault: RowFault) -> str:
    found = words.FIELDS.get(fault.found, fault.found)
    return str(sentences.sentence(fault.code, {"found": str(found)}).text)


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """A file of claims: taken as a whole, or not at all with every row that keeps it from being taken."""
    require(access.may_claim(request.viewer))
    given = request.FILES.get("file")
    if given is None:
        raise NotUsable("reporting.claim.no-file")
    if (given.size or 0) > MOST_BYTES:
        raise NotUsable("intake.file.too-large", file=given.name, bytes=given.size, most=MOST_BYTES)
    found = _read(given)
    name = str(given.name)[-120:]
    if found.faults:
        return _shown(request, claim_form.blank(), status=400, file_faults=found.faults, file=name)
    done = acts.import_claims(found.claims, name, by=request.viewer, at=timezone.now())
    said = _("Claims entered: %(number)s. There already: %(there)s.") % {
        "number": grouped(len(done.numbers)), "there": grouped(len(done.there_already)),
    }  # fmt: skip
    messages.success(request, said)
    return redirect("reporting:claim", done.numbers[0]) if len(done.numbers) == 1 else redirect("reporting:claims")


def _read(given: UploadedFile):
    with tempfile.TemporaryDirectory(prefix="commonground-claims-") as folder:
        path = Path(folder) / "given"
        with path.open("wb") as stream:
            for piece in given.chunks():
                stream.write(piece)
        return claim_sheets.claims_in(path, str(given.name))


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table to fill in, with an example to write over."""
    require(access.may_claim(request.viewer))
    if kind not in TYPES:
        raise NotThere("reporting.claim.no-template", kind=kind[:10])
    response = HttpResponse(claim_sheets.template(kind), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="claims.{kind}"'
    return response
