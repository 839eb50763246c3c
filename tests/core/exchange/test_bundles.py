"""A bundle is read as it was written, and one that was made to hurt is refused."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.core.exchange import bundles
from commonground.core.exchange.bundles import Bundle
from commonground.core.refusals import NotUsable

ROWS = st.binary(max_size=30).map(lambda b: b.hex().encode() or b"x")


@given(st.lists(st.tuples(ROWS, st.one_of(st.none(), ROWS)), max_size=600), st.integers(0, 9))
def test_what_is_written_is_read_again(rows, first):
    bodies = {first + i: (bytes([i % 256] * 32), body) for i, (_, body) in enumerate(rows) if body is not None}
    bundle = Bundle(
        [b"root 1", b"root 2"], {1: b"a", 12: b"b"}, b"head", b"status", first, [line for line, _ in rows], bodies
    )
    raw = bundles.written(bundle)
    assert bundles.read(raw) == bundle and bundles.written(bundle) == raw, "the same bundle is the same bytes"


WHOLE = bundles.written(Bundle([b"r"], {1: b"a"}, b"h", b"s", 0, [b"line"], {0: (b"s" * 32, b"body")}))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_cut_is_found(at):
    with pytest.raises(NotUsable):
        bundles.read(WHOLE[:at])


def repacked(change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [lambda n, d: None if n == "head" else d, lambda n, d: b"many" if n == "from" else d,
     lambda n, d: b"-1" if n == "from" else d,
     lambda n, d: d[:-1] if n.startswith("lines") else d, lambda n, d: b"zz body\n" if n.startswith("bodies") else d,
     lambda n, d: b"x" * 300_000 + b"\n" if n.startswith("lines") else d],
)  # fmt: skip
def test_a_bundle_of_another_shape_is_refused(change):
    with pytest.raises(NotUsable):
        bundles.read(repacked(change))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(bundles, "LARGEST", 10_000)
    bomb = repacked(lambda n, d: b"\0" * 5_000_000 if n == "head" else d)
    assert len(bomb) < 20_000
    with pytest.raises(NotUsable, match="too-large"):
        bundles.read(bomb)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    raw = bytearray(WHOLE)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(NotUsable):
        bundles.read(bytes(raw))


def test_a_page_holds_no_more_lines_than_a_page():
    with pytest.raises(NotUsable):
        bundles.read(repacked(lambda n, d: b"\n" * 5_000_000 if n.startswith("lines") else d))


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(0, 9), st.data())
def test_pages_of_any_length_are_one_sequence_of_lines(sizes, first, data):
    """Others may end their pages earlier than we do, and those of bodies elsewhere than those of lines."""
    lines = [f"line {i}".encode() for i in range(sum(sizes))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in ("head", "status.json"):
            file.writestr(name, b"x")
        file.writestr("from", str(first))
        for number, size in enumerate(sizes):
            start = sum(sizes[:number])
            file.writestr(f"lines/{number}.ndjson", b"".join(line + b"\n" for line in lines[start : start + size]))
        bodies = [f"{i % 256:064x} body {i}".encode() if i % 3 else b"" for i in range(len(lines))]
        file.writestr("bodies/0.ndjson", b"".join(row + b"\n" for row in bodies))
    read = bundles.read(io.BytesIO(out.getvalue()))
    assert list(read.lines) == lines and len(read.lines) == len(lines)
    assert sorted(read.bodies) == [first + i for i in range(len(lines)) if i % 3]
    assert all(one[1] == f"body {seq - first}".encode() for seq, one in read.bodies.items())
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(lines)), st.integers(0, len(lines) + 3))))
    rows = bundles.Numbered(read.lines, first, first + start, first + end)
    assert list(rows) == list(enumerate(lines, start=first))[start:end]
    assert rows[1:3] == list(rows)[1:3]


def test_a_bundle_is_written_page_by_page_with_no_more_in_memory():
    bundle = bundles.Bundle(
        [b"r"], {1: b"a"}, b"h", b"s", 3, [b"%d" % i for i in range(600)], {4: (b"s" * 32, b"body")}
    )
    rows = [(line, bundle.bodies.get(seq)) for seq, line in enumerate(bundle.lines, start=3)]
    asked, out = [], io.BytesIO()

    def pages():
        for start in range(0, 600, bundles.PAGE):
            asked.append(out.tell())
            yield rows[start : start + bundles.PAGE]

    bundles.write(out, bundle, pages())
    assert out.getvalue() == bundles.written(bundle) and asked == sorted(set(asked)), (
        "each was written before the next was asked for"
    )
