"""`audit`: the chain of acts, verified, written out, and noted."""

from pathlib import Path

import click

from commonground.audit import queries
from commonground.ui import sentences


@click.group(epilog="Example: commonground audit verify")
def audit():
    """Who did what: verify that nothing of it was changed, write it out, note where it ends."""


@audit.command(epilog="Example: commonground audit verify --noted 3f0a… --json")
@click.option("--from", "start", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Begin at this line; the one before it is trusted.")  # fmt: skip
@click.option("--noted", default="", metavar="DIGEST", help="A digest noted earlier, which has to be in the chain.")
@click.pass_obj
def verify(out, start, noted):
    """Go through the chain and say the first line that does not hold. Exit code 1 where there is one."""
    found = queries.verdict(start, noted.lower())
    fault = found.fault
    said = sentences.sentence(fault.code, fault.facts).text if fault else ""
    out.answer(
        {"holds": fault is None, "held": found.held, "number": found.number, "digest": found.digest,
         "fault": fault and {"code": fault.code, "facts": fault.facts, "sentence": said}},
        *([f"NOT AS IT WAS WRITTEN: {said}"] if fault else []),
        f"{found.held:,} lines hold, up to number {found.number:,}, digest {found.digest}.",
    )  # fmt: skip
    raise SystemExit(1 if fault else 0)


@audit.command(epilog="Example: commonground audit export audit-2026.ndjson")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--from", "start", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="Begin at this line.")  # fmt: skip
@click.pass_obj
def export(out, file, start):
    """Write the chain as lines of JSON, which anybody can verify without this software. People stand as numbers."""
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for line in queries.written_out(start):
            stream.write(line + "\n")
            count += 1
    number, digest = queries.tip()
    out.answer({"lines": count, "file": str(file), "number": number, "digest": digest},
               f"{count:,} lines in {file}. The last is number {number:,}, digest {digest}.")  # fmt: skip


@audit.command(epilog="Example: commonground audit head >> notebook.txt")
@click.pass_obj
def head(out):
    """The number and the digest of the last line: note them where no administrator of this database can write."""
    number, digest = queries.tip()
    out.answer({"number": number, "digest": digest}, f"{number} {digest}")


COMMANDS = (audit,)
