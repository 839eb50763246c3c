"""The translations: one catalogue per language for the whole product, in `ui/locale`.

English is the source. The languages in `COMPLETE` say everything that the product says; what another one lacks
falls back visibly to English (see `say` in the template tags).
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.text import smart_split
from django.utils.translation.template import templatize

from commonground.core.geometry.codes import CODES

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = Path(__file__).resolve().parent / "locale"
LANGUAGES = {
    "bs": "bs",
    "hr": "hr",
    "sr_Latn": "sr_Latn",
    "sr": "sr",
    "sq": "sq",
    "az": "az",
    "ru": "ru",
    "uk": "uk",
    "ar": "ar",
}  # folder as Django names it -> CLDR locale
COMPLETE = (
    "bs",
    "hr",
    "sr_Latn",
    "sr",
    "sq",
    "az",
    "ru",
    "uk",
    "ar",
)  # languages that say everything; a test holds them to it
SAY = re.compile(r"\{%\s*say\s+(.*?)%\}", re.DOTALL)
DATED = re.compile(r'"(POT-Creation|PO-Revision|Report-Msgid|Last-Translator|Language-Team|Generated-By)')
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SAMPLES = {"ui/templates/ui/gallery.html"}  # invented words; they show what falling back looks like
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def _unquoted(bit: str) -> str | None:
    return bit[1:-1].replace('\\"', '"').replace("\\'", "'") if bit[:1] in "\"'" and len(bit) > 1 else None


def said(source: str) -> Iterator[tuple[str | tuple[str, str], int]]:
    """Every `{% say "…" %}` of a template, with its line; a pair where it has a plural."""
    for found in SAY.finditer(source):
        bits = list(smart_split(found.group(1)))
        text = _unquoted(bits[0]) if bits else None
        if text is None:
            continue
        plural = next((_unquoted(bit[7:]) for bit in bits[1:] if bit.startswith("plural=")), None)
        yield ((text, plural) if plural else text), source[: found.start()].count("\n") + 1


def extracted() -> Catalog:
    """Every message the code and the templates of the whole product use."""
    catalog = Catalog(project="Commonground", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        where = path.relative_to(PACKAGE).as_posix()
        if path.suffix == ".py" and "/migrations/" not in where:
            for line, message, _, context in extract.extract("python", io.BytesIO(path.read_bytes()), KEYWORDS):
                catalog.add(message, locations=[(where, line)], context=context)
        elif path.suffix == ".html" and where not in SAMPLES:
            source = path.read_text("utf-8")
            for message, line in said(source):
                catalog.add(message, locations=[(where, line)])
            code = templatize(source, origin=where).encode()
            for line, message, _, context in extract.extract("python", io.BytesIO(code), KEYWORDS):
                catalog.add(message, locations=[(where, line)], context=context)
    for code in CODES.values():  # core knows no translations; its sentences are said by land/messages.py
        for message in (code.sentence, code.mend):
            catalog.add(message, locations=[("core/geometry/codes.py", 1)])
    return catalog


def read(folder: str) -> Catalog:
    path = LOCALE / folder / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[folder])


def untranslated(folder: str) -> list[str]:
    """What the product says and a language does not: for a complete one, nothing."""
    known = read(folder)
    out = []
    for message in extracted():
        found = known.get(message.id, message.context) if message.id else None
        if message.id and not (found and (found.string if isinstance(found.string, str) else all(found.string))):
            out.append(message.id if isinstance(message.id, str) else message.id[0])
    return out


def write(folder: str, catalog: Catalog) -> None:
    """The same catalogue gives the same file: no dates, no names of people, no line numbers."""
    text = io.BytesIO()
    write_po(text, catalog, include_lineno=False, sort_output=True, width=110)
    head, _, rest = text.getvalue().decode().lstrip().partition("\n\n")
    kept = [line for line in head.splitlines() if not line.startswith("#") and not DATED.match(line)]
    path = LOCALE / folder / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(kept).lstrip() + "\n\n" + rest, "utf-8")


def update_all() -> list[str]:
    """Bring every catalogue up to date with what is used; returns a line per language."""
    template = extracted()
    lines = []
    for folder, locale in LANGUAGES.items():
        path = LOCALE / folder / "LC_MESSAGES" / "django.po"
        catalog = read(folder) if path.exists() else Catalog(locale=locale, project="Commonground", charset="utf-8")
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        write(folder, catalog)
        todo = sum(1 for message in catalog if message.id and not message.string)
        lines.append(f"{folder}: {len(catalog)} sentences, {todo} not yet translated")
    return lines


def compile_all() -> None:
    """Write the compiled catalogue beside each source one, where it is older or missing."""
    for folder in LANGUAGES:
        source = LOCALE / folder / "LC_MESSAGES" / "django.po"
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        catalog = read(folder)
        for message in list(catalog):  # an untranslated plural would be written as English, and pass for translated
            if isinstance(message.id, tuple) and not all(message.string):
                catalog.delete(message.id, message.context)
        with target.open("wb") as file:
            write_mo(file, catalog)
