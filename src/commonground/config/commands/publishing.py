"""`publish`, `publications`, `verify`: figures that answer for themselves."""

from dataclasses import replace
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from commonground.core.dates import Period, year
from commonground.core.publishing.content import Kind, does_not_add_up
from commonground.core.refusals import NotUsable
from commonground.identity import queries as identity
from commonground.land.queries import entries as ledger
from commonground.reporting.actions import publishing
from commonground.reporting.queries import bundle, contents, kept, verifying
from commonground.ui import sentences

ON = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    epilog="""\b
Examples:
  commonground publish --year 2025 --title "Statement 2025" --by "Full name, office" --language bs --language en
  commonground publish --from 2025-01-01 --to 2025-06-30 --title "First half of 2025" --by "Full name" --try"""
)
@click.option("--year", "of_year", type=int, help="A calendar year.")
@click.option("--from", "start", type=ON, help="First day of the period.")
@click.option("--to", "end", type=ON, help="Last day of the period.")
@click.option("--title", required=True, help="What it is called in public.")
@click.option("--by", "name", required=True, help="Who approves and signs it: their name stands in the manifest.")
@click.option("--level", type=int, help="Level of the units: 1 the highest (default: the lowest there is).")
@click.option("--known", type=int, help="As known at this ledger number (default: as known now).")
@click.option(
    "--language",
    "languages",
    multiple=True,
    default=("en",),
    show_default=True,
    help="A language of its forms.",
    type=click.Choice([code for code, _name in settings.LANGUAGES]),
    metavar="LANGUAGE",
)
@click.option("--try", "trying", is_flag=True, help="Say what would be published, and publish nothing.")
@click.pass_obj
def publish(out, of_year, start, end, title, name, level, known, languages, trying):
    """Publish the statement of a period: numbered, signed, for good.

    The figures are those of the books as known at a ledger number. Publications that this number restates are told in it,
    each with its causes. A publication is never changed: a later one of the same period supersedes it.
    """
    period = year(of_year) if of_year else Period(start.date(), end.date()) if start and end else None
    if period is None or period.start > period.end:
        raise NotUsable("reporting.publication.no-period")
    head = ledger.head()
    question = contents.question(Kind.STATEMENT, period.start, period.end, known if known is not None else head, level)
    if trying:
        said = contents.content(question, title)
        restated = [r["publication"] for r in said["restatements"]]
        wrong = does_not_add_up(said)
        out.answer(
            {"question": question.as_data(), "adds_up": not wrong, "restates": restated, "content": said},
            f"{title}: {period.start} to {period.end}, as known at entry {question.known:,}.",
            "Every table adds up." if not wrong else f"{len(wrong)} figures do not add up.",
            *(f"It would restate publication {number}." for number in restated),
        )
        raise SystemExit(1 if wrong else 0)
    by = replace(identity.operator_at_the_console(), name=name)
    with out.progress("Publishing") as step:
        step(0, 1, "reckoning, setting and signing")
        done = publishing.publish(question, title, languages=languages, by=by, at=timezone.now())
        step(1, 1, "done")
    out.answer(
        {
            "number": done.number,
            "content_sha256": done.content_sha256,
            "files": list(done.files),
            **done.recorded_facts,
        },
        f"Publication {done.number}, {len(done.files)} files, content {done.content_sha256}.",
    )


@click.command(epilog="Example: commonground publications --bundle 3 publication-3.zip")
@click.option("--bundle", "wanted", nargs=2, type=(int, click.Path(dir_okay=False, path_type=Path)), metavar="NUMBER FILE",
              help="Write a publication with all its files as a ZIP, which anybody can verify without this software.")  # fmt: skip
@click.option("--new-key", is_flag=True, help="Sign with a new key from now on.")
@click.pass_obj
def publications(out, wanted, new_key):
    """What was published, the latest first, and the keys that it is signed with."""
    if new_key:
        publishing.change_key(by=identity.operator_at_the_console(), at=timezone.now())
    if wanted:
        wanted[1].write_bytes(bundle.bundle(wanted[0]))
    found, keys = kept.publications(), kept.signing_keys()
    out.table(
        "Publications",
        ["Number", "Title", "Period", "Known at", "Approved by", "Stands"],
        [[p.number, p.title, f"{p.question.start} to {p.question.end}", p.question.known, p.approved_by,
          f"superseded by {p.superseded_by}" if p.superseded_by else "yes"] for p in found],
    )  # fmt: skip
    out.answer(
        {"publications": [{"number": p.number, "title": p.title, "question": p.question.as_data(), "superseded_by": p.superseded_by,
                           "key": p.key} for p in found],
         "keys": [{"name": k.name, "public": k.public, "retired": k.retired_at is not None} for k in keys]},
        *(f"Key {k.name}{', retired' if k.retired_at else ''}: {k.public}" for k in keys),
    )  # fmt: skip


@click.command(epilog="Example: commonground verify 3")
@click.argument("publication", type=int)
@click.option(
    "--key",
    default="",
    metavar="HEX",
    help="The public key that you trust, learned elsewhere: it has to be signed with this one.",
)
@click.pass_obj
def verify(out, publication, key):
    """Verify a publication: its signature and hashes, and its figures, made again from the books as known at its number.

    Whoever can write to the database could have put a key of their own there; only one learned elsewhere tells.
    Exit code 1 where anything does not hold; every figure that comes out otherwise is listed.
    """
    with out.progress("Verifying") as step:
        step(0, 1, "making the figures again")
        found = verifying.verify(publication)
        step(1, 1, "done")
    faults = [sentences.sentence(f.code, f.facts).text for f in found.faults]
    name = kept.publication(publication).key
    public = next((k.public for k in kept.signing_keys() if k.name == name), "")
    trusted = not key or key.lower() == public
    if not trusted:
        faults.append(f"It is signed with the key {name}, not with the one you trust.")
    if found.differences:
        out.table(
            "Figures that come out otherwise",
            ["Table", "Row", "Figure", "Published", "Now"],
            [[d.table, d.row.removeprefix(":"), d.figure, d.old, d.new] for d in found.differences],
        )
    out.answer(
        {"number": found.number, "holds": found.holds and trusted, "key": public, "equal": found.equal, "recomputed_sha256": found.recomputed_sha256,
         "faults": [{"code": f.code, "facts": f.facts} for f in found.faults], "other": list(found.other),
         "differences": [{"table": d.table, "row": d.row, "figure": d.figure, "published": d.old, "now": d.new} for d in found.differences]},
        *faults,
        *(f"Comes out otherwise: {part}." for part in found.other),
        "It is made again byte for byte." if found.equal else "IT IS NOT MADE AGAIN BYTE FOR BYTE.",
        "Everything holds." if found.holds and trusted else "Something does not hold: see above.",
    )  # fmt: skip
    raise SystemExit(0 if found.holds and trusted else 1)


COMMANDS = (publish, publications, verify)
