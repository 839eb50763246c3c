"""`keys`: the keys of people, kept and copied apart from the database; and forgetting again what a copy still knows."""

from pathlib import Path

import click

from commonground.store import erasures, keycopies, keystore

LIST = click.Path(exists=True, dir_okay=False, path_type=Path)


def _listed(file: Path | None) -> list[keystore.Erasure]:
    return [] if file is None else keycopies.read(file.read_text("utf-8"))


@click.group(epilog="Example: commonground --database bih.cground keys backup bih-keys-2026-06-01.people")
def keys():
    """The keys with which people's names are sealed: copied, wrapped anew, and what was erased."""


@keys.command(epilog="Example: commonground --database bih.cground keys backup bih-keys-2026-06-01.people")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(out, file):
    """Copy the keys of people, as they are wrapped. The wrapping key is not in the copy: keep it elsewhere.

    Never keep this copy with a backup of the database. A copy still has the keys of people who are erased later: after an erasure,
    `keys rotate`, take a new copy and destroy the old ones.
    """
    count = keycopies.backup(file)
    out.answer({"keys": count, "file": str(file)}, f"{count:,} keys in {file}. The wrapping key is not among them.")


@keys.command(
    epilog="Example: commonground --database bih.cground keys restore bih-keys-2026-06-01.people --erasures erased.ndjson"
)
@click.argument("file", type=LIST)
@click.option(
    "--erasures", "listed", type=LIST, metavar="FILE", help="The list of erasures, as `keys erasures` wrote it last."
)
@click.pass_obj
def restore(out, file, listed):
    """Put a copy of the keys where there are none, and erase again whoever was erased since. Nothing is overwritten."""
    count = keycopies.restore(file, _listed(listed))
    done = erasures.replay(_listed(listed))
    left = keystore.count()
    out.answer(
        {"copied": count, "erased_again": done, "keys": left},
        f"{left:,} keys are back; {done:,} people were erased again.",
    )


@keys.command(epilog="Example: commonground --database bih.cground keys rotate")
@click.pass_obj
def rotate(out):
    """Make a new wrapping key and wrap every key with it. Copies of the keys from before are worthless once the old one is gone.

    Where the environment holds the wrapping key, put the new one before the old one, run this, and take the old one away.
    """
    count = keycopies.rotate()
    out.answer(
        {"wrapped": count},
        f"{count:,} keys are wrapped with the new key. Take a new copy of the keys and of the wrapping key.",
    )


@keys.command("erasures", epilog="Example: commonground --database bih.cground keys erasures erased.ndjson")
@click.argument("file", required=False, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.pass_obj
def erasures_(out, file):
    """Who was erased: codes that name nobody any more, days, reasons. Keep the list where neither the database nor the keys are."""
    found = keystore.erasures()
    if file is not None:
        file.write_text(keycopies.written(found), "utf-8")
    rows = [(e.code, e.day.isoformat(), e.reason) for e in found]
    out.table("Erased", ["Code", "Day", "Reason"], rows)
    out.answer({"erasures": [{"code": c, "day": d, "reason": r} for c, d, r in rows]}, f"{len(rows):,} erasures.")


@keys.command(epilog="Example: commonground --database bih.cground keys replay --erasures erased.ndjson")
@click.option("--erasures", "listed", type=LIST, metavar="FILE", help="A list of erasures that was kept elsewhere.")
@click.pass_obj
def replay(out, listed):
    """After a restore: forget again whom the copy still knows. Until this is done nobody can sign in. Exit code 0 also where nothing was due."""
    done = erasures.replay(_listed(listed))
    out.answer({"erased_again": done}, f"{done:,} people were erased again.")


COMMANDS = (keys,)
