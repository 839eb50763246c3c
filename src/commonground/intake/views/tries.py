"""One file that was handed in: its mapping, its try, its import."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commonground.core.findings import Finding, Severity
from commonground.core.intake.mapping import WHAT, Mapping
from commonground.core.intake.words import words_of
from commonground.core.refusals import NotThere, Refusal
from commonground.identity import queries as identity
from commonground.intake import access, gateway
from commonground.intake.actions import loads, places, profiles, uploads
from commonground.intake.forms import MappingForm, ProfileForm, WordsForm
from commonground.intake.queries import kinds, mappings, tries, waiting
from commonground.intake.queries import loads as loaded
from commonground.intake.views import shown
from commonground.land.actions import ledger
from commonground.land.queries import entries
from commonground.ui import parts

SAMPLES = 6
Step = Callable[[int, int, str], None]


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, key: str) -> HttpResponse:
    """A waiting file: how its columns are read, and what importing it would do."""
    path = waiting.path_of(key, by=request.viewer)
    about = waiting.said(key, "about") or {}
    if request.method == "POST" and request.POST.get("do") == "drop":
        uploads.drop(key, by=request.viewer)
        messages.info(request, _("The file was thrown away. Nothing had been booked."))
        return redirect("intake:imports")
    if request.POST.get("what") in WHAT and request.POST["what"] != about.get("what"):
        about |= {"what": request.POST["what"]}
        uploads.write(key, "about", about)
        uploads.forget(key, "mapping")
        uploads.forget(key, "tried")
        return redirect("intake:try", key)
    contents = _contents(key, path, about, request.POST if request.method == "POST" else {})
    mapping = _mapping(key, about, contents)
    more = kinds.more_targets(about["what"])
    form = MappingForm(about["what"], contents["columns"], contents["samples"], mapping=mapping, more=more)
    if request.method == "POST":
        done, form = _act(request, key, path, about, contents, mapping)
        if done is not None:
            return done
    return TemplateResponse(request, "intake/try.html", _context(request, key, about, contents, form))


def _contents(key: str, path: Path, about: dict[str, Any], asked: Any) -> dict[str, Any]:
    """What is in the file: read once, and again where another sheet or layer is asked for."""
    held = waiting.said(key, "contents")
    layer = asked.get("layer", "")
    if held is not None and (not layer or layer == held["layer"]):
        return held
    table = _table(path, about, layer)
    said = {
        "columns": list(table.columns), "rows": table.rows, "format": table.format, "crs": table.crs, "layer": table.layer,
        "layers": list(table.layers), "has_shapes": any(s is not None for s in table.shapes[:1000]),
        "shapes": sum(s is not None for s in table.shapes),
        "samples": {name: list(table.cells[i][:SAMPLES]) for i, name in enumerate(table.columns)},
        "notes": [{"code": n.code, "severity": n.severity.value, "facts": n.facts} for n in table.notes],
        "guess": {what: mappings.proposed(table, what).as_dict() for what in WHAT},
    }  # fmt: skip
    uploads.write(key, "contents", said)
    if layer:
        uploads.forget(key, "mapping")
        uploads.forget(key, "tried")
    return said


def _table(path: Path, about: dict[str, Any], layer: str = "", progress: Any = None) -> Any:
    """The file as a table."""
    if about["name"].lower().endswith(".xlsx"):
        return gateway.read(path, sheet=layer or None, name=about["name"], progress=progress)
    return gateway.read(path, layer=layer or None, name=about["name"], progress=progress)


def _mapping(key: str, about: dict[str, Any], contents: dict[str, Any]) -> Mapping:
    """The mapping as it was last changed, else as guessed."""
    held = waiting.said(key, "mapping")
    if held is not None and held.get("what") == about["what"]:
        return Mapping.from_dict(held)
    return Mapping.from_dict(contents["guess"][about["what"]])


def _act(
    request: HttpRequest, key: str, path: Path, about: dict[str, Any], contents: dict[str, Any], mapping: Mapping
) -> tuple[HttpResponse | None, MappingForm]:
    """Do what a button asks: use a profile, save one, try, import."""
    do = request.POST.get("do", "")
    more = kinds.more_targets(about["what"])
    form = MappingForm(
        about["what"], contents["columns"], contents["samples"], request.POST, mapping=mapping, more=more
    )
    if do == "use":
        found = mappings.profile(request.POST.get("profile", ""))
        if found is not None and found.what == about["what"]:
            uploads.write(key, "mapping", found.as_dict())
            uploads.forget(key, "tried")
        return redirect("intake:try", key), form
    if do == "words":
        return _words(request, key, path, about, contents, mapping), form
    if do == "import":
        return _import(request, key, path, about, contents, mapping), form
    if do not in ("try", "save") or not form.is_valid():
        return (None if do in ("try", "save") else redirect("intake:try", key)), form
    mapping = form.mapping(mapping)
    uploads.write(key, "mapping", mapping.as_dict())
    if do == "save":
        named = ProfileForm(request.POST)
        if named.is_valid():
            version = profiles.save(named.cleaned_data["name"], mapping, by=request.viewer, at=timezone.now())
            said = {"name": named.cleaned_data["name"], "version": version}
            messages.success(request, _("The mapping is saved as %(name)s, version %(version)s.") % said)
        return redirect("intake:try", key), form
    try:
        _try(request, key, path, about, contents, mapping)
    except Refusal as refusal:
        form.add_error(None, shown.sentence(refusal))
        return None, form
    return redirect(reverse("intake:try", args=[key]) + "#tried"), form


def _words(
    request: HttpRequest, key: str, path: Path, about: dict[str, Any], contents: dict[str, Any], mapping: Mapping
) -> HttpResponse:
    """What the words of the file mean, kept with its mapping; then the try is made again."""
    form = WordsForm(about["what"], (waiting.said(key, "tried") or {}).get("words", []), request.POST)
    if form.is_valid():
        mapping = mapping.changed(words=form.said(mapping))
        uploads.write(key, "mapping", mapping.as_dict())
        _try(request, key, path, about, contents, mapping)
    return redirect(reverse("intake:try", args=[key]) + "#tried")


def _try(
    request: HttpRequest, key: str, path: Path, about: dict[str, Any], contents: dict[str, Any], mapping: Mapping
) -> None:
    """What importing would do: shown, kept, and undone."""
    uploads.forget(key, "tried")
    with uploads.working(key):
        step = _told(key)
        table = _table(
            path,
            about,
            contents["layer"] if len(contents["layers"]) > 1 else "",
            lambda n: step(n, contents["rows"], "reading"),
        )
        seen: dict[str, Any] = {"words": [asdict(w) for w in words_of(table, mapping)]}

        def look(done: int, total: int, what: str) -> None:
            step(done, total, what)
            if what == "done":  # inside the transaction: afterwards there is nothing left to look at
                seen.update(tries.seen())

        if mapping.what in ("units", "settlements"):
            said = places.bring(table, mapping, by=request.viewer, trying=True)
        else:
            said = loads.try_out(table, mapping, by=request.viewer, at=timezone.now(), progress=look)
        uploads.write(
            key, "tried", {"report": said, **seen, "mapping": mapping.as_dict(), "at": timezone.now().isoformat()}
        )


def _import(
    request: HttpRequest, key: str, path: Path, about: dict[str, Any], contents: dict[str, Any], mapping: Mapping
) -> HttpResponse:
    """The import itself, just as it was tried."""
    step = _told(key)
    with uploads.working(key):
        table = _table(
            path,
            about,
            contents["layer"] if len(contents["layers"]) > 1 else "",
            lambda n: step(n, contents["rows"], "reading"),
        )
        if mapping.what in ("units", "settlements"):
            said = places.bring(table, mapping, by=request.viewer)
            if said.get("changed") and entries.head():
                step(0, 0, "dividing")
                ledger.rebuild(by=identity.operator_at_the_console())  # other boundaries divide the land otherwise
            messages.success(
                request,
                _("%(number)s rows of %(file)s were brought in.") % {"number": said["units"], "file": about["name"]},
            )
            where = redirect("intake:imports")
        else:
            taken = loads.import_table(table, mapping, by=request.viewer, at=timezone.now(), progress=step)
            messages.success(request, _("%(file)s is imported. It can be undone.") % {"file": about["name"]})
            where = redirect("intake:load", taken.number)
    uploads.keep(path, about["sha256"], by=request.viewer)
    uploads.drop(key, by=request.viewer)
    return where


def _told(key: str) -> Step:
    """Progress that another request can show, and that is found again by whoever left."""

    def step(done: int, total: int, what: str = "") -> None:
        uploads.write(key, "progress", {"done": done, "total": total, "what": what})

    return step


STOP_ASKING = 286  # htmx takes it as the end of asking again


@require_safe
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far the work on a file is; an empty answer where none is going on."""
    try:
        waiting.path_of(key, by=request.viewer)
    except NotThere:
        if "HX-Request" not in request.headers:
            raise
        return HttpResponse(status=STOP_ASKING)  # the work ended between two questions, and its file with it
    said = None if waiting.stopped(key, timezone.now()) else waiting.said(key, "progress")
    here = reverse("intake:progress", args=[key])
    words = {"reading": _("Reading the file"), "checking": _("Checking the shapes"), "booking": _("Booking the entries"),
             "dividing": _("Dividing the land anew")}  # fmt: skip
    context = {"going": said is not None or request.GET.get("first"), "here": here}
    if context["going"]:
        said = said or {}
        doing = words.get(said.get("what", ""), _("Working on the file"))
        context["part"] = parts.Progress(
            doing, said.get("done", 0), said.get("total") or None, reverse("intake:try", args=[key]), here
        )
    return TemplateResponse(request, "intake/progress.html", context)


def _context(
    request: HttpRequest, key: str, about: dict[str, Any], contents: dict[str, Any], form: MappingForm
) -> dict[str, Any]:
    tried = waiting.said(key, "tried")
    said = tried["report"] if tried else None
    rows = [_row(r) for r in tried.get("rows", [])] if tried else []
    working = waiting.said(key, "progress")
    gone = waiting.stopped(key, timezone.now())
    return {
        "key": key, "about": about, "contents": contents, "form": form,
        "profile_form": ProfileForm(use_required_attribute=False), "profiles": [p for p in mappings.profiles() if p.mapping.get("what") == about["what"]],
        "notes": [Finding(n["code"], Severity(n["severity"]), "", n["facts"]) for n in contents["notes"]],
        "sample": _sample(contents), "report": said, "tried": tried,
        "figures": shown.counts(said) if said and "counts" in said else [],
        "heaps": shown.heaps(said["findings"]) if said and "findings" in said else None,
        "units": shown.units(said) if said else None,
        "words": WordsForm(about["what"], tried.get("words", [])) if tried else None,
        "rows": shown.rows_table(rows, _("Rows, the unusable ones first"), contents["columns"], booked=False) if rows else None,
        "view": _view(tried), "may": access.may(request.viewer, "intake.import"), "whats": shown.whats(), "working": working is not None and not gone,
        "stopped": gone,
    }  # fmt: skip


def _row(said: dict[str, Any]) -> loaded.RowCard:
    some = [Finding(f["code"], Severity(f["severity"]), "", f["facts"]) for f in said["findings"]]
    return loaded.RowCard(said["ordinal"], said["identity"], said["outcome"], said["hazard"], said["cells"], some)


def _sample(contents: dict[str, Any]) -> parts.Table:
    names = contents["columns"][:8]
    columns = [parts.Column(name) for name in names]
    values = [contents["samples"][name] for name in names]
    rows = [parts.Row([shown.cell(v) for v in line]) for line in zip(*values, strict=True)]
    return parts.Table(_("The first rows"), columns, rows)


def _view(tried: dict[str, Any] | None) -> parts.MapView | None:
    if not tried or not tried.get("features", {}).get("features"):
        return None
    return parts.MapView(
        _("Where the rows would lie"), features=tried["features"], bounds=_bounds(tried["features"]), height="medium"
    )


def _bounds(features: dict[str, Any]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the land that would be booked; a row astray must not shrink the rest to a dot."""
    found: list[tuple[float, float]] = []

    def gather(values: Any) -> None:
        if values and isinstance(values[0], int | float):
            found.append((values[0], values[1]))
        else:
            for value in values:
                gather(value)

    for feature in features["features"]:
        if feature["properties"].get("kind") != "finding":
            gather(feature["geometry"].get("coordinates") or ())
    if not found:
        return None
    lons, lats = [x for x, _ in found], [y for _, y in found]
    return min(lons), min(lats), max(lons), max(lats)
