"""What leaves, what is held back, and what the other side makes of it."""

from dataclasses import replace

import agreed
import pytest
import shapely
from agreed import hazard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commonground.core.exchange import agreements, feed, guard, lines, projection, received
from commonground.core.exchange.lines import Malformed, Op
from commonground.core.exchange.received import Broken, Standing
from commonground.core.geometry.cells import ground, touched, touched_each

SECRET = b"s" * 32
DAY = "2026-12-02"
COARSE = agreements.read(agreed.said())
EXACT = agreements.read(agreed.exact())


def ready(agreement=COARSE, secret=SECRET):
    return projection.Projection(agreement, secret)


def first(record, agreement=COARSE):
    (said,) = feed.next_lines(ready(agreement), [record], [], {}, size=0, day=DAY)
    return said


def test_only_what_was_agreed_leaves():
    body = ready().shown(hazard()).body
    assert set(body) == {"status", "contamination", "recorded_on", "open_m2", "geometry"}
    assert (body["recorded_on"], body["open_m2"]) == ("2019-05", {"from": 10_000, "below": 100_000})
    text = str(body)
    assert "Livadhi" not in text and "H1" not in text and "36" not in text
    assert ready().shown(hazard(lon=21.0)) is None, "outside of the zone"
    assert ready().shown(hazard(lon=None)) is None, (
        "where it lies is not known, so that it is not known to lie in the zone"
    )
    assert ready().shown(hazard(status="released")) is None
    assert ready().shown(replace(hazard(), collection="release")) is None


def test_exact_perimeters_leave_where_that_was_agreed():
    shown = ready(EXACT).shown(hazard())
    shape = shapely.from_geojson(str(shown.body["geometry"]["shape"]).replace("'", '"'))
    assert shape.normalize().equals_exact(agreed.box(20.2, 42.2).normalize(), 1e-9) and shown.body["code"] == "H1"


@settings(max_examples=40)
@given(st.floats(0, 0.0005), st.floats(0, 0.0005), st.integers(20_000, 90_000), st.integers(1, 28))
def test_what_moves_within_its_cells_leaves_the_same_bytes(dx, dy, m2, day):
    """A cell says no more than that something is in it: the record may move, shrink and be dated anew."""
    side, cells = touched(COARSE.plane.to_plane(agreed.box(20.21, 42.21)), 1_000)
    lon, lat = COARSE.plane.to_lonlat(shapely.centroid(ground(side, cells[:1]))).coords[0]
    here = ready().shown(hazard(lon=lon, lat=lat, size=0.0005))
    there = ready().shown(
        hazard(lon=lon + dx, lat=lat - dy, size=0.0005, open_m2=m2, recorded_on=f"2019-05-{day:02}", name="Other")
    )
    assert here == there and here.digest == there.digest


@settings(max_examples=25)
@given(st.floats(19.9, 20.6), st.floats(41.9, 42.6), st.floats(0.0001, 0.2))
def test_a_footprint_is_never_smaller_than_the_land(lon, lat, size):
    land = COARSE.plane.to_plane(agreed.box(lon, lat, size))
    for side_m in (100, 5_000):
        side, cells = touched(land, side_m)
        assert ground(side, cells).buffer(0.001).covers(land) and len(cells) <= 4_096
        assert side % side_m == 0 and cells == sorted(set(cells))


def test_two_receivers_cannot_join_what_they_got():
    mine, other = ready(), ready(secret=b"t" * 32)
    assert mine.id_of(hazard()) != other.id_of(hazard())
    assert mine.id_of(hazard()) == ready().id_of(hazard(name="Other", lon=20.3))
    assert mine.id_of(hazard("H1")) != mine.id_of(hazard("H2"))


# --- random histories ---

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["H1", "H2", "H3"]), st.sampled_from(["move", "status", "name", "gone", "out"]), st.integers(0, 9)
    ),
    max_size=14,
)  # fmt: skip
STATUSES = ("suspected", "confirmed", "released")


def changed(records, key, what, n):
    """The records after one edit; a copy."""
    out = dict(records)
    record = out.get(key)
    if what == "gone":
        out.pop(key, None)
    elif record is None:
        out[key] = hazard(key, lon=20.05 + n * 0.03)
    elif what == "name":
        out[key] = replace(record, values={**record.values, "name": f"Name {n}", "changed_on": f"2021-01-0{n + 1}"})
    elif what == "status":
        out[key] = replace(record, values={**record.values, "status": STATUSES[n % 3]})
    else:
        out[key] = replace(record, shape=agreed.box((21.0 if what == "out" else 20.05) + n * 0.03, 42.2))
    return out


class Two:
    """A publisher and a receiver, one after the other."""

    def __init__(self, agreement=COARSE):
        self.agreement, self.projection, self.versions = agreement, ready(agreement), {agreement.version: agreement}
        self.records, self.told, self.log = {}, {}, []
        self.feed, self.foreign = received.Feed(), {}

    def edit(self, key, what, n):
        before = self.records
        self.records = changed(before, key, what, n)
        gone = [before[k] for k in before.keys() - self.records.keys()]
        new = [r for k, r in self.records.items() if before.get(k) != r]
        self.say(feed.next_lines(self.projection, new, gone, self.told, size=len(self.log), day=DAY))

    def amend(self, said):
        self.agreement = agreements.read(said)
        self.projection = ready(self.agreement)
        self.versions[self.agreement.version] = self.agreement
        self.say(feed.amended(self.projection, self.records.values(), self.told, size=len(self.log), day=DAY))

    def say(self, some):
        for one in some:
            assert guard.faults(one, self.agreement, one.record) == []
        self.told = feed.after(self.told, some)
        self.log += some

    def hear(self):
        for one in self.log[self.feed.size :]:
            line = lines.read(one.line.written())
            before = self.foreign.get(line.id)
            self.feed, after = received.applied(
                self.feed, line, before, (one.salt, one.body) if one.body else None, self.versions[line.agreement]
            )
            if after is not None:
                self.foreign[line.id] = after

    def covered(self, record):
        """Whether all the land of a record lies in footprints that the receiver holds."""
        plane = self.agreement.plane
        held = [f for one in self.foreign.values() for f in one.footprints if f["kind"] == "cells"]
        union = shapely.union_all([ground(f["side_m"], [tuple(c) for c in f["cells"]]) for f in held])
        return union.buffer(0.001).covers(plane.to_plane(record.shape))


@settings(max_examples=60, deadline=None)
@given(CHANGES)
@example([("H1", "move", 1), ("H1", "gone", 1)])
@example([("H1", "move", 1), ("H1", "out", 1), ("H1", "move", 3)])
@example([("H1", "move", 1), ("H1", "status", 2), ("H1", "status", 1)])
def test_a_receiver_ends_with_what_is_shared_and_forgets_no_danger(changes):
    two, ever = Two(), []
    for key, what, n in changes:
        two.edit(key, what, n)
        ever += [r for r in two.records.values() if two.projection.shown(r)]
        if n % 2:
            two.hear()
    two.hear()
    shown = {two.projection.id_of(r): two.projection.shown(r) for r in two.records.values()}
    held = {i: f.body for i, f in two.foreign.items() if f.standing is Standing.SHARED}
    assert held == {i: dict(s.body) for i, s in shown.items() if s is not None}
    assert all(f.standing is Standing.WITHDRAWN and f.body is None for i, f in two.foreign.items() if i not in held)
    assert all(two.covered(r) for r in ever), "what was once dangerous and is no longer shared is still marked"


@settings(max_examples=40, deadline=None)
@given(CHANGES, CHANGES)
@example([("H1", "move", 1), ("H1", "move", 4)], [("H1", "move", 2), ("H2", "name", 3)])
def test_what_is_not_shared_leaves_no_trace(shared, unshared):
    """Two programmes that differ in names, in days and in hazards that are not agreed only emit the same bytes."""
    one, other = Two(), Two()
    for key, what, n in shared:
        one.edit(key, what, n)
        for secret, act, m in unshared:
            other.edit(secret, "name", m) if secret in other.records else None
            hidden = hazard(f"hidden {secret}", lon=(None if act == "gone" else 21 + m), status=STATUSES[m % 2])
            released = hazard(f"released {secret}", lon=20.05 + m * 0.03, status="released")
            other.records |= {r.key: r for r in (hidden, released)}
            other.say(
                feed.next_lines(other.projection, [hidden, released], [], other.told, size=len(other.log), day=DAY)
            )
            other.edit(f"hidden {secret}", "gone", 0)
        other.edit(key, what, n)
    assert [(s.line.written(), s.salt, s.body) for s in other.log] == [
        (s.line.written(), s.salt, s.body) for s in one.log
    ]


def test_an_edit_that_changes_nothing_of_what_is_shown_says_nothing():
    two = Two()
    two.edit("H1", "move", 1)
    size = len(two.log)
    assert size == 1
    for n in range(5):
        two.edit("H1", "name", n)
    assert len(two.log) == size


def test_the_order_of_edits_does_not_leave():
    records = [hazard(f"H{n}", lon=20.1 + n * 0.02) for n in range(6)]
    here = feed.next_lines(ready(), records, [], {}, size=0, day=DAY)
    there = feed.next_lines(ready(), records[::-1], [], {}, size=0, day=DAY)
    assert [s.line for s in here] == [s.line for s in there]
    assert [s.line.id for s in here] == sorted(s.line.id for s in here)


# --- narrowing, revoking, forgetting ---


def test_a_narrowing_leaves_no_gap():
    two = Two(EXACT)
    for n, key in enumerate(("H1", "H2", "H3")):
        two.edit(key, "move", n)
    two.hear()
    ever = list(two.records.values())
    narrower = agreed.said(version=2, prev_sha256=EXACT.sha256)
    start = len(two.log)
    two.amend(narrower)
    assert [s.line.op for s in two.log[start:]] == [Op.PUT] * 3 + [Op.POLICY], (
        "it holds only when everything was said again"
    )
    for one in two.log[start:]:
        line = lines.read(one.line.written())
        two.feed, after = received.applied(
            two.feed, line, two.foreign.get(line.id), (one.salt, one.body), two.agreement
        )
        if after is not None:
            two.foreign[line.id] = after
        assert all(two.covered(r) for r in ever)
    assert two.feed.agreement == 2
    assert all(f.agreement == 2 and f.body["geometry"]["kind"] == "cells" for f in two.foreign.values())


def test_what_a_new_version_no_longer_shares_is_withdrawn():
    two = Two()
    two.edit("H1", "move", 1)
    rows = {"op": "=", "args": [{"property": "status"}, "confirmed"]}
    two.amend(agreed.said(version=2, prev_sha256=COARSE.sha256, collections__hazard__rows=rows))
    two.hear()
    (foreign,) = two.foreign.values()
    assert foreign.standing is Standing.WITHDRAWN and foreign.footprints and foreign.body is None
    two.say([feed.revoked(two.agreement, size=len(two.log), day=DAY)])
    two.hear()
    assert two.feed.revoked
    with pytest.raises(Broken, match="after-the-end"):
        received.applied(two.feed, replace(two.log[-1].line, seq=two.feed.size), None, None, two.agreement)


def test_what_is_no_more_when_a_version_changes_is_withdrawn():
    two = Two()
    two.edit("H1", "move", 1)
    two.records = {}
    two.amend(agreed.said(version=2, prev_sha256=COARSE.sha256))
    two.hear()
    assert [s.line.op for s in two.log] == [Op.PUT, Op.WITHDRAW, Op.POLICY]
    assert [f.standing for f in two.foreign.values()] == [Standing.WITHDRAWN]


def test_no_salt_is_used_twice():
    two = Two()
    for n in (1, 2, 1, 2):
        two.edit("H1", "move", n)
    two.edit("H2", "move", 1)
    salts = [s.salt for s in two.log]
    assert len(set(salts)) == len(salts) == 5


def test_a_body_is_forgotten_and_its_place_is_not():
    two = Two()
    two.edit("H1", "move", 1)
    two.hear()
    (held,) = two.foreign.values()
    line = lines.Line(1, Op.REDACT, 1, DAY, "hazard", held.id, held.rev)
    _, after = received.applied(two.feed, line, held, None, COARSE)
    assert after.standing is Standing.ERASED and after.body is None and after.footprints == held.footprints


# --- what a receiver does not believe ---


@pytest.mark.parametrize(
    "change, code",
    [({"seq": 1}, "out-of-order"), ({"agreement": 2}, "another-agreement"), ({"op": Op.WITHDRAW}, "withdraws-nothing"),
     ({"op": Op.POLICY, "policy": "0" * 64}, "another-agreement")],
)  # fmt: skip
def test_a_line_that_contradicts_the_log_stops_the_feed(change, code):
    said = first(hazard())
    with pytest.raises(Broken, match=code):
        received.applied(received.Feed(), replace(said.line, **change), None, (said.salt, said.body), COARSE)


def test_a_line_said_twice_goes_back_and_is_found():
    two = Two()
    two.edit("H1", "move", 1)
    two.hear()
    (held,) = two.foreign.values()
    again = replace(two.log[0].line, seq=1)
    with pytest.raises(Broken, match="goes-back"):
        received.applied(two.feed, again, held, (two.log[0].salt, two.log[0].body), COARSE)


def unusable(body, agreement=EXACT):
    """A line that is well made about a body that is not."""
    said = first(hazard(), agreement)
    raw = lines.written_body(body)
    line = replace(said.line, body=lines.body_hash(said.salt, raw))
    return received.applied(received.Feed(), line, None, (said.salt, raw), agreement)[1]


@pytest.mark.parametrize(
    "change, reason",
    [({"status": "perhaps"}, "value"), ({"open_m2": "many"}, "value"), ({"surprise": 1}, "fields"), ({"geometry": {"kind": "unit"}}, "geometry"),
     ({"geometry": {"kind": "shape", "shape": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}}, "geometry"),
     ({"geometry": {"kind": "shape", "shape": {"type": "Point", "coordinates": [0, 0]}}}, "geometry"),
     ({"geometry": {"kind": "shape", "shape": {"type": "Polygon", "coordinates": [[[20, 42], [20.1, 42], [20.1, 42.1], [20, 42]]], "note": "x"}}},
      "geometry"),
     ({"geometry": {"kind": "none", "more": 1}}, "footprint"), ({"name": "x" * 501}, "value")],
)  # fmt: skip
def test_what_cannot_be_used_is_put_aside_and_its_place_stays(change, reason):
    found = unusable({**ready(EXACT).shown(hazard()).body, **change})
    assert (found.standing, found.reason, found.body) == (Standing.ASIDE, reason, None)
    assert found.footprints and found.footprints[0]["kind"] == "cells"


def test_a_body_that_does_not_come_or_was_changed_is_put_aside():
    said = first(hazard())
    for body, reason in (
        (None, "body-missing"),
        ((said.salt, said.body + b" "), "body-hash"),
        ((b"0" * 32, said.body), "body-hash"),
    ):
        found = received.applied(received.Feed(), said.line, None, body, COARSE)[1]
        assert (found.standing, found.reason) == (Standing.ASIDE, reason)


LINE = first(hazard()).line.written()


@pytest.mark.parametrize(
    "raw, code",
    [(b"", "not-plain"), (b"[]", "not-plain"), (b"{}", "unknown-op"), (LINE + b" ", "another-writing"),
     (LINE.replace(b'"put"', b'"erase"'), "unknown-op"), (LINE.replace(b'"seq":0', b'"seq":-1'), "value"),
     (LINE.replace(b'"v":1', b'"v":2'), "unknown-word"), (LINE.replace(b"2026-12-02", b"2026-13-02"), "value"),
     (LINE.replace(b'"rev":1', b'"rev":0'), "value"), (LINE.replace(b'"c":"hazard"', b'"c":"victim"'), "value"),
     (LINE.replace(b"5000", b"5"), "footprint"), (LINE.replace(b'"hazard"', b"[]"), "value"), (LINE.replace(b'"cells",', b"[],"), "footprint"), (b"{" * 50_000, "not-plain"), (b"[" * 50_000 + b"]" * 50_000, "too-deep"),
     (b"x" * 300_000, "too-large"), (LINE.replace(b'"seq":0', b'"seq":1e0'), "another-writing")],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_a_line_that_is_none_is_refused(raw, code):
    with pytest.raises(Malformed) as found:
        lines.read(raw)
    assert found.value.code == code


@given(st.binary(max_size=400))
def test_no_bytes_at_all_do_more_than_be_refused(raw):
    with pytest.raises(Malformed):
        lines.read(raw)


# --- the guard: faults that the projection might have ---


def planted(change, agreement=COARSE, record=None, **line):
    record = record or hazard()
    said = first(hazard(), agreement)
    raw = lines.written_body({**ready(agreement).shown(hazard()).body, **change})
    return guard.faults(
        replace(said, body=raw, line=replace(said.line, body=lines.body_hash(said.salt, raw), **line)),
        agreement,
        record,
    )


@pytest.mark.parametrize(
    "change, fault",
    [({"name": "Livadhi"}, "fields"), ({"recorded_on": "2019-05-17"}, "field-recorded_on"), ({"recorded_on": "2019-06"}, "field-recorded_on"),
     ({"open_m2": 36_000}, "field-open_m2"), ({"open_m2": {"from": 0, "below": 1_000}}, "field-open_m2"),
     ({"open_m2": {"from": 35_999, "below": 36_001}}, "field-open_m2"), ({"status": "confirmed"}, "field-status"),
     ({"contamination": None}, "field-contamination"), ({"geometry": {"kind": "none"}}, "geometry"),
     ({"geometry": {"kind": "cells", "side_m": 1_000, "cells": [[5163, 2178]]}}, "geometry"),
     ({"geometry": {"kind": "cells", "side_m": 100, "cells": [[51630, 21780]]}}, "geometry"),
     ({"geometry": {"kind": "cells", "side_m": 1_000, "cells": [[5163, 2178], [5163, 2179], [5163, 2180]]}}, "geometry"),
     ({"geometry": {"kind": "shape", "shape": {}}}, "geometry")],
)  # fmt: skip
def test_the_guard_withholds_what_was_not_agreed(change, fault):
    assert fault in planted(change)


def test_the_guard_looks_at_rows_footprint_version_and_hash_too():
    assert planted({}) == []
    assert "rows" in planted({}, record=hazard(status="released"))
    assert "rows" in planted({}, record=replace(hazard(), shape=agreed.box(21, 42.2)))
    assert planted({}, agreement=COARSE, footprint={"kind": "none"}) == ["footprint"]
    assert planted({}, footprint={"kind": "cells", "side_m": 1_000, "cells": [[5163, 2178], [5163, 2179]]}) == [
        "footprint"
    ]
    said = first(hazard())
    assert guard.faults(said, COARSE, None) == ["collection"]
    assert guard.faults(replace(said, salt=b"0" * 32), COARSE, hazard()) == ["hash"]
    assert guard.faults(said, EXACT, hazard()) == ["fields"]
    assert guard.faults(said, replace(COARSE, version=2), hazard()) == ["another-version"]
    withdrawal = lines.Line(0, Op.WITHDRAW, 1, DAY, "hazard", said.line.id, 2)
    assert guard.faults(feed.Said(withdrawal), COARSE, None) == []
    assert guard.faults(feed.Said(withdrawal, b"", b"{}"), COARSE, None) == ["body-of-nothing"]
    assert guard.faults(feed.Said(lines.Line(0, Op.POLICY, 1, DAY, policy="0" * 64)), COARSE, None) == [
        "another-agreement"
    ]


def test_the_guard_knows_another_shape_and_a_name_that_says_where():
    body = ready(EXACT).shown(hazard()).body
    moved = ready(EXACT).shown(hazard(lon=20.201)).body["geometry"]
    assert planted({}, EXACT) == [] and planted({"geometry": moved}, EXACT) == ["geometry"]
    assert body["name"] == "Livadhi"
    release = agreed.said(collections={"release": {
        "rows": None, "fields": {"operator": "pass"}, "geometry": "none", "footprint": {"annex": agreed.NAME},
    }})  # fmt: skip
    agreement = agreements.read(release)
    for text, faults in (("Blue Spade", []), ("call +387 33 123 456", ["field-operator"]), ("at 42.20113, 20.3", ["field-operator"]),
                         ("34TDM1234567890", ["field-operator"]), ("who@example.org", ["field-operator"])):  # fmt: skip
        record = projection.Record("release", "R1", {"operator": text}, agreed.box(20.2, 42.2))
        assert guard.faults(first(record, agreement), agreement, record) == faults, text


def test_many_are_shown_and_looked_at_as_each_alone():
    """Side by side or one by one: places on the edges of cells and of the zone, large ones, none at all."""
    places = [
        (20.2, 42.2, 0.002),
        (20.499, 42.3, 0.01),
        (19.99, 42.1, 0.01),
        (20.0, 42.0, 0.5),
        (21, 42, 0.1),
        (None, 0, 0),
    ]
    records = [hazard(f"H{n}", lon, lat, size) for n, (lon, lat, size) in enumerate(places)]
    for agreement in (
        COARSE,
        EXACT,
        agreements.read(agreed.said(collections__hazard__footprint={"annex": agreed.NAME})),
    ):
        side_by_side = ready(agreement).shown_each(records)
        assert side_by_side == [ready(agreement).shown(one) for one in records]
        assert [bool(one) for one in side_by_side] == [True] * 4 + [False] * 2
        said = feed.next_lines(ready(agreement), records, [], {}, size=0, day=DAY)
        assert guard.faults_each([(one, one.record) for one in said], agreement) == [[]] * 4
        wrong = [(one, other.record) for one, other in zip(said, said[1:] + said[:1], strict=True)]
        assert all(guard.faults_each(wrong, agreement)), "each beside another's record"


def test_a_range_ends_with_a_number_or_not_at_all():
    body = ready().shown(hazard()).body
    for below, reason in ((None, ""), ("many", "value"), ([1], "value")):
        assert unusable({**body, "open_m2": {"from": 100_000, "below": below}}, COARSE).reason == reason


def test_cells_are_the_same_many_at_a_time():
    lands = COARSE.plane.to_plane(
        shapely.box([20, 20.1, 20.3], [42, 42.1, 42.2], [20.001, 20.3, 22], [42.001, 42.102, 43])
    )
    exact = shapely.box([5_000_000, 5_000_500], [2_000_000, 2_000_500], [5_001_000, 5_003_000], [2_001_000, 2_000_900])
    for some in (lands, exact, lands[:0]):
        for side_m in (100, 1_000, 10_000):
            assert touched_each(some, side_m) == [touched(one, side_m) for one in some]


def test_a_shape_whose_rounded_rings_touch_is_shared_without_a_fault():
    """Half a millimetre between two rings is more than nothing in the ledger, and nothing in seven decimals."""
    gap = 0.4e-7
    ring = [
        (20.2, 42.2),
        (20.21, 42.2),
        (20.21, 42.21),
        (20.2, 42.21),
        (20.2, 42.2051),
        (20.205, 42.205 + gap),
        (20.2, 42.2049),
    ]
    hole = [(20.205, 42.205), (20.207, 42.203), (20.209, 42.205 - gap), (20.207, 42.207)]
    for land in (
        shapely.Polygon(ring),
        shapely.Polygon(ring[:4], [hole]),
        shapely.Polygon([*ring[:3], (20.205, 42.2 + gap), (20.2, 42.21)]),
    ):
        record = replace(hazard(), shape=land)
        said = first(record, EXACT)
        assert guard.faults(said, EXACT, record) == []
        found = received.applied(received.Feed(), said.line, None, (said.salt, said.body), EXACT)[1]
        assert found.standing is Standing.SHARED, shapely.is_valid_reason(land)
