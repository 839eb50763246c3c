"""`exchange`: knowing other programmes, agreeing with them, and carrying feeds as files."""

import json
import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click
from django.utils import timezone

from commonground.config.commands.output import sentence
from commonground.core.refusals import NotUsable, Refusal
from commonground.exchange import access
from commonground.exchange.actions import agreements, nodes, publishing, pulling, receipts, receiving, rotating, tending
from commonground.exchange.queries import feeds
from commonground.identity import queries as identity

READ = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITE = click.Path(dir_okay=False, writable=True, path_type=Path)

KEYS = {
    "unfinished": "A change of keys had been cut off. The keys of before it go on; change them again if you want to.",
    "restored": "The database is from before a change of keys. The roots that lie beside the keys were taken, as partners know them.",
}


def _acting() -> dict:
    return {"by": identity.operator_at_the_console(), "at": timezone.now()}


@click.group(epilog="Example: commonground --database al.cground exchange status")
def exchange():
    """Exchange with other programmes: what is shared is what a signed agreement says, and nothing else."""


@exchange.command(epilog="Example: commonground --database al.cground exchange node amc.example.al")
@click.argument("name")
@click.pass_obj
def node(out, name):
    """Give this programme a name and keys, by which others know it. Put the file root.key on a stick, in a safe."""
    nodes.make_node(name, **_acting())
    fingerprint = feeds.card()[1]
    out.answer({"node": name, "fingerprint": fingerprint}, f"This programme is {name}.", f"Fingerprint: {fingerprint}")


@exchange.command(epilog="Example: commonground --database al.cground exchange card al.card")
@click.argument("file", type=WRITE)
@click.pass_obj
def card(out, file):
    """Write what another programme needs to know this one. Tell them the fingerprint by another road: aloud, or on paper."""
    raw, fingerprint = feeds.card()
    file.write_bytes(raw)
    out.answer({"file": str(file), "fingerprint": fingerprint}, f"Written to {file}.", f"Fingerprint: {fingerprint}")


@exchange.command(epilog='Example: commonground --database rs.cground exchange pin al.card --fingerprint "1a2b 3c4d …"')
@click.argument("file", type=READ)
@click.option("--fingerprint", required=True, help="As the other side read it out, with or without spaces.")
@click.pass_obj
def pin(out, file, fingerprint):
    """Know another programme by its card, once its fingerprint was compared with somebody there."""
    name = nodes.pin(file.read_bytes(), fingerprint, **_acting())
    out.answer({"partner": name}, f"{name} is known by its keys now.")


@exchange.command(epilog="Example: commonground --database al.cground exchange sign border.json border.signed")
@click.argument("file", type=READ)
@click.argument("signed", type=WRITE)
@click.pass_obj
def sign(out, file, signed):
    """Sign the text of an agreement (JSON) in this programme's name; hand the signed file to the other side."""
    try:
        said = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise NotUsable("exchange.agreement.not-plain", word=file.name) from error
    signed.write_bytes(agreements.sign(said, **_acting()))
    out.answer({"file": str(signed)}, f"Signed: {signed}.")


@exchange.command(
    epilog="Example: commonground --database rs.cground exchange take border.signed --countersign border.both"
)
@click.argument("file", type=READ)
@click.option(
    "--countersign", "both", type=WRITE, metavar="FILE", help="Sign it too, and write it with both signatures."
)
@click.pass_obj
def take(out, file, both):
    """Take in an agreement that the other side signed. It holds when both sides have signed the same bytes."""
    raw = agreements.take(file.read_bytes(), countersign=both is not None, **_acting())
    if both is not None:
        both.write_bytes(raw)
    out.answer({"countersigned": both is not None}, "Taken in and signed." if both else "Taken in.")


@exchange.command(epilog="Example: commonground --database al.cground exchange send border-2026 border-2026-12.smx")
@click.argument("agreement")
@click.argument("file", type=WRITE)
@click.option("--all", "whole", is_flag=True, help="From the first line on, whatever was confirmed.")
@click.option("--seal", is_flag=True, help="For a stick: only the other side can open it.")
@click.pass_obj
def send(out, agreement, file, whole, seal):
    """Say what changed under an agreement, and write it as a file for the other side: everything that they have not confirmed."""
    found = access.feed(agreement, outgoing=True)
    ended = found is not None and found.revoked  # the last line still has to get there
    said = {} if ended else publishing.publish(agreement, **_acting()).said
    found = access.feed(agreement, outgoing=True)
    with file.open("wb") as out_file, tempfile.TemporaryFile() if seal else nullcontext(out_file) as plain:
        feeds.write(plain, found, since=0 if whole else None, on=timezone.now().date())
        if seal:
            plain.seek(0)
            publishing.seal(plain, out_file, found)
    told = ", ".join(f"{count:,} {op}" for op, count in said.items()) or "nothing new"
    out.answer(
        {"size": found.size, "said": said, "file": str(file)},
        f"{told}; {found.size:,} lines in all. Written to {file}.",
    )


@exchange.command(
    epilog="Example: commonground --database rs.cground exchange receive border-2026-12.smx --receipt border.receipt"
)
@click.argument("file", type=READ)
@click.option(
    "--receipt", type=WRITE, metavar="FILE", help="Write the receipt there; it goes back to who sent the file."
)
@click.pass_obj
def receive(out, file, receipt):
    """Take in what another programme says. It is kept apart, and never written into this programme's own books."""
    with file.open("rb") as came:
        heard = receiving.receive(came, **_acting())
    if receipt is not None and heard.receipt:
        receipt.write_bytes(heard.receipt)
    said = {
        "feed": heard.feed,
        "size": heard.size,
        "new": heard.new,
        "aside": [list(a) for a in heard.aside],
        "broken": heard.broken,
    }
    lines = [f"{heard.feed}: {heard.new:,} new lines, {heard.size:,} in all."]
    lines += [f"Line {seq:,} cannot be used ({code}): its place stays marked." for seq, code in heard.aside]
    if heard.broken:
        lines = [
            f"{heard.feed} contradicts itself ({heard.broken}). Nothing of it was taken in, and the feed stands still."
        ]
    out.answer(said, *lines)
    raise SystemExit(1 if heard.broken or heard.aside else 0)


@exchange.command(epilog="Example: commonground --database al.cground exchange confirm border.receipt")
@click.argument("file", type=READ)
@click.pass_obj
def confirm(out, file):
    """Take a receipt: what it confirms need not be sent again."""
    done = receipts.confirm(file.read_bytes(), **_acting())
    out.answer(
        {"agreement": done.agreement, "confirmed": done.size}, f"{done.agreement}: {done.size:,} lines confirmed."
    )


@exchange.command(epilog="Example: commonground --database al.cground exchange publish border-2026")
@click.argument("agreement", required=False)
@click.option("--all", "every", is_flag=True, help="Under every agreement that is in force.")
@click.pass_obj
def publish(out, agreement, every):
    """Say what changed, for others to fetch from this programme's address. Nothing is written to a file."""
    _one_or_all(agreement, every)
    said, refused = [], []
    for code in publishing.in_force(timezone.now()) if every else [agreement]:
        try:
            done = publishing.publish(code, **_acting())
        except Refusal as refusal:
            if not every:
                raise
            refused.append({"agreement": code, "refused": refusal.code, "sentence": sentence(refusal)})
            continue
        said.append({"agreement": code, "size": done.size, "said": done.said})
    out.answer(
        {"published": said, "refused": refused},
        *(f"{one['agreement']}: {', '.join(f'{n:,} {op}' for op, n in one['said'].items()) or 'nothing new'}; "
          f"{one['size']:,} lines in all." for one in said),
        *(f"{one['agreement']}: {one['sentence']}" for one in refused),
    )  # fmt: skip
    raise SystemExit(1 if refused else 0)


@exchange.command(
    epilog="Example: commonground --database rs.cground exchange address amc.example.al https://amc.example.al"
)
@click.argument("partner")
@click.argument("url", required=False, default="")
@click.option("--plain", is_flag=True, help="http is right there: a line that nobody else can read or change.")
@click.pass_obj
def address(out, partner, url, plain):
    """Where a partner's feeds are fetched: https, or http on this machine; without an address, files only."""
    done = pulling.set_address(partner, url, plain=plain, **_acting())
    out.answer({"partner": partner, "address": done.address}, f"{partner}: {done.address or 'files only'}.")


@exchange.command(epilog="Example: commonground --database rs.cground exchange pull border-2026")
@click.argument("agreement", required=False)
@click.option("--from", "url", default="", metavar="URL", help="Fetch from there this time, whatever address is kept.")
@click.option("--plain", is_flag=True, help="http is right there: a line that nobody else can read or change.")
@click.option("--all", "every", is_flag=True, help="Everything that partners with an address say; for a daily job.")
@click.pass_obj
def pull(out, agreement, url, plain, every):
    """Fetch what is new, page by page, and send the receipt. After a cut, the same command goes on where it was."""
    _one_or_all(agreement, every)
    by, found, refused = identity.operator_at_the_console(), [], []
    for code in pulling.agreements_to_pull() if every else [agreement]:
        try:
            with out.progress(f"Fetching {code}") as step:
                done = pulling.pull(code, by=by, clock=timezone.now, address=url, plain=plain, progress=step)
        except Refusal as refusal:
            if not every:
                raise
            refused.append({"agreement": code, "refused": refusal.code, "sentence": sentence(refusal)})
            continue
        found.append(done)
    out.answer({"pulled": [asdict(one) for one in found], "refused": refused}, *_pulled(found, refused))
    raise SystemExit(1 if refused or any(one.broken or one.aside for one in found) else 0)


def _pulled(found, refused):
    for one in found:
        if one.broken:
            yield f"{one.feed} contradicts itself ({one.broken}): it stands still, and what was heard before stays."
            continue
        yield f"{one.feed}: {one.new:,} new lines, {one.size:,} in all; receipt {one.receipt}."
        yield from (f"Line {seq:,} cannot be used ({code}): its place stays marked." for seq, code in one.aside)
    yield from (f"{one['agreement']}: {one['sentence']}" for one in refused)


def _one_or_all(agreement, every):
    if bool(agreement) == every:
        raise click.UsageError("give an agreement, or --all")


@exchange.command(epilog="Example: commonground --database al.cground exchange rotate --root-key /media/stick/root.key")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(("root", *rotating.USUAL)),
    help="Only these; else all but the root.",
)
@click.option(
    "--root-key",
    "root_keys",
    multiple=True,
    type=READ,
    help="A root key on a stick; several where the root asks for them.",
)
@click.option(
    "--new-root", "new_roots", multiple=True, type=WRITE, help="Where a new root key goes; one stick for each holder."
)
@click.option(
    "--threshold",
    type=click.IntRange(1, 10),
    default=1,
    show_default=True,
    help="How many of the new root keys have to sign.",
)
@click.pass_obj
def rotate(out, roles, root_keys, new_roots, threshold):
    """Change keys: old ones are refused from here on, and partners follow by themselves when they next fetch or get a file.

    A programme that was named before feeds went over a network gets its key for that this way.
    """
    if threshold > max(len(new_roots), 1):
        raise click.UsageError("--threshold asks for more keys than --new-root makes")
    version = rotating.rotate(roles, root_keys=root_keys, new_roots=new_roots, threshold=threshold, **_acting())
    out.answer({"root": version}, f"Root {version} says the new keys.")


@exchange.command(epilog="Example: commonground --database al.cground exchange chain al.roots")
@click.argument("file", type=WRITE)
@click.pass_obj
def chain(out, file):
    """Write this programme's roots, for a partner that gets no file and fetches nothing from it."""
    file.write_bytes(rotating.chain())
    out.answer({"file": str(file)}, f"Written to {file}.")


@exchange.command(epilog="Example: commonground --database rs.cground exchange follow al.roots")
@click.argument("file", type=READ)
@click.pass_obj
def follow(out, file):
    """Take in the roots of a partner whose keys changed: each is signed by the one before, from the one that was pinned."""
    name = rotating.follow(file.read_bytes(), **_acting())
    out.answer({"partner": name}, f"{name} is known by its new keys now.")


@exchange.command(epilog="Example: commonground --database al.cground exchange redact border-2026 AL-0012")
@click.argument("agreement")
@click.argument("record")
@click.pass_obj
def redact(out, agreement, record):
    """Ask the other side to forget what it has of a hazard. Its place stays marked there; the next receipt says that it was done."""
    done = publishing.redact(agreement, record, **_acting())
    out.answer({"size": done.size}, f"{agreement}: line {done.size:,} asks to forget {record}.")


@exchange.command(epilog="Example: commonground --database rs.cground exchange tend")
@click.pass_obj
def tend(out):
    """Look after agreements that are over: what came under them says no longer how things are, and goes on its day. Puts right what a
    change of keys left that was cut off. For a daily job."""
    every = tending.tend(**_acting())
    done = [one for one in every if not one.keys]
    keys = "".join(one.keys for one in every)
    out.answer(
        {"done": [{"feed": one.feed, "ended": one.ended, "purged": one.purged} for one in done], "keys": keys},
        *([KEYS[keys]] if keys else []),
        *(f"{one.feed}: {one.ended:,} records stand for today no longer, {one.purged:,} forgotten." for one in done),
        *(["Nothing to do."] if not every else []),
    )


@exchange.command(epilog="Example: commonground --database al.cground exchange revoke border-2026")
@click.argument("agreement")
@click.pass_obj
def revoke(out, agreement):
    """Share nothing more under an agreement. Send the file once more, so that the other side learns of it."""
    done = publishing.revoke(agreement, **_acting())
    out.answer({"size": done.size}, f"{agreement} is revoked with line {done.size:,}.")


@exchange.command(epilog="Example: commonground --database al.cground exchange anew border-2026")
@click.argument("agreement")
@click.pass_obj
def anew(out, agreement):
    """Begin a feed anew: after a restore of an older copy, or where its secret is lost."""
    done = publishing.begin_anew(agreement, **_acting())
    out.answer(
        {"epoch": done.epoch, "size": done.size}, f"{agreement} begins anew as {done.epoch}: {done.size:,} lines."
    )


@exchange.command(epilog="Example: commonground --database al.cground exchange status")
@click.pass_obj
def status(out):
    """Who was told what, and who told us what: every feed, how far it is, and until when it is fresh."""
    found = feeds.standings(timezone.now().date())
    rows = [
        (f.agreement, "to" if f.outgoing else "from", f.partner, f.lines, f.confirmed if f.outgoing else "", f.broken or f.fresh_until[:10],
         ", ".join(f"{count:,} {name}" for name, count in sorted(f.records.items())))
        for f in found
    ]  # fmt: skip
    out.table("Exchange", ["Agreement", "", "Partner", "Lines", "Confirmed", "Fresh until", "Records"], rows)
    out.answer({"feeds": [f.as_data() for f in found]}, f"{len(found)} feeds, {len(feeds.partners())} partners.")


@exchange.command(epilog="Example: commonground --database al.cground exchange verify")
@click.pass_obj
def verify(out):
    """Hold every line of every feed against the head that was signed, ours and theirs."""
    found = feeds.verify()
    out.answer(
        {"feeds": [{"agreement": v.agreement, "direction": "out" if v.outgoing else "in", "epoch": v.epoch, "lines": v.lines,
                    "faults": list(v.faults)} for v in found]},
        *(f"{v.agreement} {'to' if v.outgoing else 'from'} {v.partner}: {v.lines:,} lines, "
          f"{'they hold' if not v.faults else ', '.join(v.faults)}." for v in found),
    )  # fmt: skip
    raise SystemExit(1 if any(v.faults for v in found) else 0)


COMMANDS = (exchange,)
