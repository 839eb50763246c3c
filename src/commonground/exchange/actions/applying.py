"""Lines that were believed, made into what is known of foreign records: each once, and in one step with how far the feed is."""

from collections.abc import Iterator, Mapping, Sequence

from commonground.core.exchange import lines, received
from commonground.core.exchange.agreements import Agreement
from commonground.core.exchange.lines import Malformed
from commonground.core.exchange.received import Broken, Foreign, Standing
from commonground.exchange.models import AgreementText, Feed, ForeignRecord, Line
from commonground.exchange.queries import feeds as known

Bodies = Mapping[int, tuple[bytes, bytes]]
AT_ONCE = 500  # records looked up in one question


def apply(feed: Feed, fresh: Sequence[tuple[int, bytes]], bodies: Bodies) -> list[tuple[int, str]]:
    """Apply lines to what is known of foreign records; which of them were put aside, and why. Raises Broken before anything is written."""
    texts = texts_of(feed)
    state = received.Feed(feed.size, feed.version, feed.revoked)
    said = list(_read(fresh, texts))
    records, last = _known(feed, {line.id for line in said if line.id}), {}
    changed: dict[str, Foreign] = {}
    for line in said:
        state, after = received.applied(state, line, records.get(line.id), bodies.get(line.seq), texts[line.agreement])
        if after is not None:
            records[line.id] = changed[line.id] = after
            last[line.id] = line.seq
    _written(feed, changed)
    Line.objects.bulk_create(
        (Line(feed=feed, seq=seq, line=raw.decode(), **_body(bodies, seq)) for seq, raw in fresh), batch_size=2_000
    )
    for line in said:
        if line.op is lines.Op.REDACT:
            _erased(feed, line)
    feed.version, feed.revoked = state.agreement, state.revoked
    if any(line.op in (lines.Op.POLICY, lines.Op.REVOKE) for line in said):
        _forgotten(feed, texts)
    return [(seq, changed[i].reason) for i, seq in last.items() if changed[i].standing is Standing.ASIDE]


def texts_of(feed: Feed) -> dict[int, Agreement]:
    """Every version of the agreement that both sides signed."""
    return {t.version: known.understood(t) for t in AgreementText.objects.filter(agreement=feed.agreement, holds=True)}


def _read(fresh: Sequence[tuple[int, bytes]], texts: Mapping[int, Agreement]) -> Iterator[lines.Line]:
    for seq, raw in fresh:
        try:
            line = lines.read(raw)
        except Malformed as error:
            raise Broken(f"line-{error.code}", seq) from error
        if line.agreement not in texts:
            raise Broken("another-agreement", seq)
        yield line


def mend(feed: Feed, rows: Sequence[tuple[int, bytes]], bodies: Bodies) -> int:
    """Bodies that did not come, or came damaged, are taken when the line comes again with the body that it names."""
    waiting = {r.ident: r for r in ForeignRecord.objects.filter(feed=feed, standing=Standing.ASIDE.value)}
    mended = 0
    for seq, raw in rows if waiting else ():
        line = lines.read(raw) if seq < feed.size and seq in bodies else None
        record = waiting.get(line.id) if line is not None else None
        if line is None or record is None or line.op is not lines.Op.PUT or line.rev != record.rev:
            continue
        text = AgreementText.objects.get(agreement=feed.agreement, version=line.agreement)
        try:
            record.body = received.read_body(line, bodies[seq], known.understood(text))
        except Malformed:
            continue
        record.standing, record.reason = Standing.SHARED.value, ""
        record.save()
        Line.objects.filter(feed=feed, seq=seq).update(**_body(bodies, seq))
        mended += 1
    return mended


def former_epochs(feed: Feed) -> None:
    """A feed that was begun anew and has said everything takes the place of the one before; footprints stay."""
    if feed.version:
        former = ForeignRecord.objects.filter(
            feed__agreement=feed.agreement, feed__outgoing=False, feed__epoch__lt=feed.epoch, body__isnull=False
        )
        former.update(body=None, standing=Standing.WITHDRAWN.value)


def _body(bodies: Bodies, seq: int) -> dict[str, str]:
    """Bodies that cannot be used are kept as they came, where they are text at all: they can be looked at, and mended by who sent them."""
    salt, body = bodies.get(seq, (b"", b""))
    return {"salt": salt.hex()[:64], "body": body.decode("utf-8", "replace").replace("\x00", "\ufffd")}


def _known(feed: Feed, idents: set[str]) -> dict[str, Foreign]:
    wanted, out = sorted(idents), {}
    for start in range(0, len(wanted), AT_ONCE):
        for r in ForeignRecord.objects.filter(feed=feed, ident__in=wanted[start : start + AT_ONCE]):
            out[r.ident] = Foreign(
                r.collection, r.ident, r.rev, Standing(r.standing), r.version, r.day, r.body, r.reason, tuple(r.footprints)
            )  # fmt: skip
    return out


def _written(feed: Feed, records: Mapping[str, Foreign]) -> None:
    fields = ("rev", "standing", "version", "day", "body", "reason", "footprints")
    ForeignRecord.objects.bulk_create(
        (ForeignRecord(feed=feed, ident=r.id, collection=r.collection, rev=r.rev, standing=r.standing.value, version=r.agreement,
                       day=r.day, body=r.body, reason=r.reason, footprints=[dict(f) for f in r.footprints]) for r in records.values()),
        batch_size=2_000, update_conflicts=True, unique_fields=["feed", "ident"], update_fields=list(fields),
    )  # fmt: skip


def _erased(feed: Feed, gone: lines.Line) -> None:
    """The bodies that a line asks to forget, also where they were kept as they came."""
    said = Line.objects.filter(feed=feed, seq__lt=gone.seq, line__contains=f'"id":"{gone.id}"').exclude(body="")
    old = [one.pk for one in said if lines.read(one.line.encode()).rev <= gone.rev]
    Line.objects.filter(pk__in=old).update(body="", salt="")


def _forgotten(feed: Feed, texts: Mapping[int, Agreement]) -> None:
    """Bodies that came under a version that no longer holds, and all of them after the end where that was agreed."""
    agreement = texts[max(texts)]
    gone = ForeignRecord.objects.filter(feed=feed, body__isnull=False)
    if not feed.revoked:
        gone = gone.filter(version__lt=feed.version)
    elif agreement.at_end.value != "purge":
        return
    gone.update(body=None, standing=Standing.ERASED.value)
    limit = {} if feed.revoked else {"seq__lt": Line.objects.filter(feed=feed).count()}
    old = Line.objects.filter(feed=feed, **limit).exclude(body="")
    stale = [one.pk for one in old if feed.revoked or lines.read(one.line.encode()).agreement < feed.version]
    Line.objects.filter(pk__in=stale).update(body="", salt="")
