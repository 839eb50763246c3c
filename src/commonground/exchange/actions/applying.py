"""Lines that were believed, made into what is known of foreign records: each once, and in one step with how far the feed is."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from commonground.core.exchange import lines, places, received
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.lines import Malformed
from commonground.core.exchange.received import Broken, Foreign, Standing
from commonground.core.refusals import NotNow
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line
from commonground.exchange.queries import feeds as known
from commonground.store.bulk import change, insert, much
from commonground.store.sets import among, run

Rows = Sequence[tuple[int, bytes]]  # lines with their numbers
Bodies = Mapping[int, tuple[bytes, bytes]]
PAGE = 5_000  # lines that are read side by side
FOREIGN = ForeignRecord._meta.db_table


def apply(feed: Feed, fresh: Rows, bodies: Bodies) -> list[tuple[int, str]]:
    """Apply lines to what is known of foreign records; which of them were put aside, and why. Raises Broken for a log that contradicts
    itself, and leaves nothing behind then."""
    with much(), transaction.atomic():
        return _applied(feed, fresh, bodies)


def _applied(feed: Feed, fresh: Rows, bodies: Bodies) -> list[tuple[int, str]]:
    texts = texts_of(feed)
    state = received.Feed(feed.size, feed.version, feed.revoked)
    aside: dict[str, tuple[int, str]] = {}
    forgot, redacted = known.redactions(feed), list[lines.Line]()
    ends = False
    for start in range(0, len(fresh), PAGE):
        part = fresh[start : start + PAGE]
        said = [_line(feed, seq, raw, texts) for seq, raw in part]
        before = _known(feed, [one.id for one in said if one.id])
        state, records, last = _together(said, part, bodies, texts, state, before)
        for ident, seq in last.items():
            aside.pop(ident, None)
            if records[ident].standing is Standing.ASIDE:
                aside[ident] = (seq, records[ident].reason)
        redacted += [one for one in said if one.op is lines.Op.REDACT]
        ends = ends or any(one.op in (lines.Op.POLICY, lines.Op.REVOKE) for one in said)
        _written(feed, records, before, texts)
        rows = [(feed.pk, seq, raw.decode(), *_body(bodies, seq)) for seq, raw in part]
        insert(Line, ["feed", "seq", "line", "salt", "body"], rows)
    feed.redacted = [*forgot, *(one.seq for one in redacted)][-known.MOST :]
    for gone in redacted:
        kept = Line.objects.filter(feed=feed, seq__lt=gone.seq, line__contains=f'"id":"{gone.id}"').exclude(body="")
        old = [one.pk for one in kept if lines.read(one.line.encode()).rev <= gone.rev]
        Line.objects.filter(pk__in=old).update(body="", salt="")
    feed.version, feed.revoked = state.agreement, state.revoked
    if ends:
        if not feed.revoked:  # a later version goes on where one was over
            feed.purge_by = feed.purged_at = None
        _forgotten(feed, texts)
    return sorted(aside.values())


def texts_of(feed: Feed) -> dict[int, Agreement]:
    """Every version of the agreement that both sides signed."""
    return {t.version: known.understood(t) for t in AgreementText.objects.filter(agreement=feed.agreement, holds=True)}


def _line(feed: Feed, seq: int, raw: bytes, texts: dict[int, Agreement]) -> lines.Line:
    try:
        line = lines.read(raw)
    except Malformed as error:
        raise Broken(f"line-{error.code}", seq) from error
    if line.agreement in texts:
        return line
    if line.agreement < feed.version:
        raise Broken("another-agreement", seq)
    # Nobody signed which texts come along: one that is left out on the way must not stop a feed. With it, the same lines go on.
    raise NotNow("exchange.agreement.not-there", agreement=feed.agreement)


def _together(
    said: list[lines.Line], part: Rows, bodies: Bodies, texts: dict[int, Agreement],
    state: received.Feed, before: dict[str, Foreign],
) -> tuple[received.Feed, dict[str, Foreign], dict[str, int]]:  # fmt: skip
    """Some lines applied one after the other, their bodies read side by side: how the feed stands then, what became of which
    record, and with which line."""
    records: dict[str, Foreign] = {}
    last: dict[str, int] = {}
    puts = [(i, one) for i, one in enumerate(said) if one.op in lines.WITH_BODY]
    opened = received.open_each([(one, bodies.get(part[i][0]), texts[one.agreement]) for i, one in puts])
    said_by = dict(zip((i for i, _ in puts), opened, strict=True))
    for i, (line, (seq, _)) in enumerate(zip(said, part, strict=True)):
        was = records.get(line.id) or before.get(line.id)
        state, after = received.applied(state, line, was, None, texts[line.agreement], said_by.get(i))
        if after is not None:
            records[line.id] = after
            last[line.id] = seq
    return state, records, last


def mend(feed: Feed, rows: Rows, bodies: Bodies) -> int:
    """Bodies that did not come, or came damaged, are taken when the line comes again with the body that it names, as long as the
    version that they came under holds. Raises Broken for one that contradicts the place that its line said."""
    waiting = {r.ident: r for r in ForeignRecord.objects.filter(feed=feed, standing=Standing.ASIDE.value)}
    if not waiting or feed.revoked:
        return 0
    texts = texts_of(feed)
    mended = 0
    for seq, raw in rows:
        line = lines.read(raw) if seq < feed.size and seq in bodies else None
        record = waiting.get(line.id) if line is not None else None
        if line is None or record is None or line.op not in lines.WITH_BODY or line.rev != record.rev:
            continue
        if line.agreement < feed.version or line.agreement not in texts:
            continue
        after = received.mended(line, _foreign(record), bodies[seq], texts[line.agreement])
        if after.standing is Standing.ASIDE:
            continue
        _written(feed, {after.id: after}, {after.id: after}, texts)
        salt, body = _body(bodies, seq)
        Line.objects.filter(feed=feed, seq=seq).update(salt=salt, body=body)
        mended += 1
    return mended


def former_epochs(feed: Feed) -> None:
    """A feed that was begun anew and has said everything takes the place of the one before; footprints stay."""
    if feed.version:
        former = ForeignRecord.objects.filter(
            feed__agreement=feed.agreement, feed__outgoing=False, feed__epoch__lt=feed.epoch, body__isnull=False
        )
        former.update(body=None, standing=Standing.WITHDRAWN.value)
        before = Feed.objects.filter(agreement=feed.agreement, outgoing=False, epoch__lt=feed.epoch)
        Line.objects.filter(feed__in=before).exclude(body="").update(body="", salt="")


def _body(bodies: Bodies, seq: int) -> tuple[str, str]:
    """The salt and the body of a line. Bodies that cannot be used are kept as they came, where they are text at all: they can be
    looked at, and mended by who sent them."""
    salt, body = bodies.get(seq, (b"", b""))
    return salt.hex()[:64], body.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _known(feed: Feed, idents: list[str]) -> dict[str, Foreign]:
    """What is known of some foreign records."""
    clause, params = among("ident", idents)
    found = ForeignRecord.objects.raw(f"SELECT * FROM {FOREIGN} WHERE feed_id = %s AND {clause}", [feed.pk, *params])
    return {r.ident: _foreign(r) for r in found}


def _foreign(r: ForeignRecord) -> Foreign:
    return Foreign(
        r.collection, r.ident, r.rev, Standing(r.standing), r.version, r.day, r.body, r.reason, tuple(r.footprints)
    )


PLACE = ["west", "south", "east", "north"]
NOWHERE = (None, None, None, None)


def _written(feed: Feed, records: dict[str, Foreign], before: dict[str, Foreign], texts: dict[int, Agreement]) -> None:
    """Records as they are now: most are new, and need not be looked for."""
    boxes = _boxes(records.values(), texts)
    columns = ["rev", "standing", "version", "day", "body", "reason", "footprints", *PLACE]
    new, known_before = [], []
    for r in records.values():
        body = None if r.body is None else r.raw.decode() or json.dumps(r.body)
        row = (r.rev, r.standing.value, r.agreement, r.day, body, r.reason, json.dumps(r.footprints), *boxes[r.id])
        if r.id in before:
            known_before.append((*row, feed.pk, r.id))
        else:
            new.append((*row, feed.pk, r.id, r.collection))
    insert(ForeignRecord, [*columns, "feed", "ident", "collection"], new)
    change(ForeignRecord, columns, ["feed", "ident"], known_before)


def _boxes(some: Iterable[Foreign], texts: dict[int, Agreement]) -> dict[str, tuple[float | None, ...]]:
    """The box around everything that was ever said of where each lies."""
    by_text: dict[int, list[Foreign]] = {}
    for one in some:
        by_text.setdefault(one.agreement, []).append(one)
    out: dict[str, tuple[float | None, ...]] = {}
    for version, records in by_text.items():
        agreement = texts[version]
        annexes = {name: shape for text in texts.values() for name, shape in text.annexes.items()}
        said = [[*r.footprints, *([r.body["geometry"]] if r.body and "geometry" in r.body else [])] for r in records]
        found = places.boxes(said, agreement.plane, annexes)
        out |= {r.id: box or NOWHERE for r, box in zip(records, found, strict=True)}
    return out


def _forgotten(feed: Feed, texts: dict[int, Agreement]) -> None:
    """Bodies that came under a version that no longer holds, and all of them after the end where that was agreed."""
    agreement = texts.get(feed.version) or texts[max(texts)]
    gone = ForeignRecord.objects.filter(feed=feed, body__isnull=False)
    if not feed.revoked:
        gone = gone.filter(version__lt=feed.version)
    elif agreement.at_end.value != "purge":  # it stays and says no longer how things are, from this line on
        ForeignRecord.objects.filter(feed=feed, standing=Standing.SHARED.value).update(standing=Standing.ENDED.value)
        return
    gone.update(body=None, standing=Standing.ERASED.value)
    if feed.revoked:
        Line.objects.filter(feed=feed).exclude(body="").update(body="", salt="")
    elif min(texts) < feed.version:
        kept = Line.objects.filter(feed=feed).exclude(body="").values_list("pk", "line").iterator()
        clause, params = among("id", [pk for pk, line in kept if json.loads(line)["av"] < feed.version])
        run(f"UPDATE {Line._meta.db_table} SET body = '', salt = '' WHERE {clause}", params)
