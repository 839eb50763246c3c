"""How the reading process hands over what it read: plain numbers, plain JSON, never anything that runs.

The reading process may be in the hands of the file it has read, so everything here is checked on arrival:
sizes, lengths, ranges, codes. A parcel that is not exactly as it must be is refused.
"""

import json
import math
import stat
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from commonground.core.findings import Finding
from commonground.core.refusals import NotUsable
from commonground.intake.gateway.codes import REFUSALS, SEVERITIES
from commonground.intake.gateway.table import Cell, Draft, Limits

FACTS = 20
MOST = 4_000_000_000  # bytes of one part of a parcel


def pack(draft: Draft, folder: Path) -> None:
    """Write what was read: a head, the shapes end to end with their lengths, and one file for each column."""
    lengths = np.array([-1 if shape is None else len(shape) for shape in draft.shapes], "<i8")
    (folder / "lengths").write_bytes(lengths.tobytes())
    with (folder / "shapes").open("wb") as out:
        for start in range(0, len(draft.shapes), 50_000):
            out.write(b"".join([shape for shape in draft.shapes[start : start + 50_000] if shape is not None]))
    kinds = [_pack_column(cells, folder / f"column{number}") for number, cells in enumerate(draft.cells)]
    head = {
        "format": draft.format,
        "layer": draft.layer,
        "layers": draft.layers,
        "columns": draft.columns,
        "kinds": kinds,
        "rows": len(draft.shapes),
        "crs": draft.crs,
        "notes": _pack_findings(draft.notes),
        "faults": [[row, _pack_findings(found)] for row, found in sorted(draft.faults.items())],
        "numbers": draft.numbers,
    }
    (folder / "head").write_text(json.dumps(head), "utf-8")


def _pack_column(cells: list[Any], path: Path) -> str:
    """Numbers as eight bytes each, all else as JSON."""
    types = set(map(type, cells))
    if types == {float}:
        path.write_bytes(np.array(cells, "<f8").tobytes())
        return "f"
    if types == {int}:
        try:
            path.write_bytes(np.array(cells, "<i8").tobytes())
        except OverflowError:
            path.write_text(json.dumps(cells), "ascii")
            return "j"
        return "i"
    path.write_text(json.dumps(cells), "ascii")
    return "j"


def _pack_findings(findings: list[Finding]) -> list[list[Any]]:
    return [[found.code, found.facts] for found in findings]


def refuse(folder: Path, refusal: NotUsable) -> None:
    """Hand over a refusal instead of a table."""
    (folder / "refusal").write_text(json.dumps([refusal.code, refusal.facts], default=str), "utf-8")


def unpack(folder: Path, limits: Limits) -> Draft:
    """What was handed over. Raises the NotUsable of the reader,
    or one of our own where the parcel is not right."""
    try:
        if (folder / "refusal").exists():
            code, facts = json.loads(_small(folder / "refusal", 100_000))
            if code not in REFUSALS:
                raise ValueError(code)
            raise NotUsable(code, **_facts(facts))
        return _unpack(folder, limits)
    except (ValueError, KeyError, TypeError, OSError, RecursionError, AttributeError) as error:
        raise NotUsable("intake.file.reader-failed", reason=type(error).__name__) from error


def _unpack(folder: Path, limits: Limits) -> Draft:
    head = json.loads(_small(folder / "head", MOST))
    rows, columns, kinds = _number(head["rows"], limits.rows), head["columns"], head["kinds"]
    if len(columns) > limits.columns or len(set(columns)) != len(columns) or len(kinds) != len(columns):
        raise ValueError("columns")
    draft = Draft(_text(head["format"]), _text(head["layer"]), [_text(name) for name in head["layers"]])
    draft.columns = [_text(name) for name in columns]
    draft.crs = None if head["crs"] is None else _text(head["crs"])
    draft.notes = [_finding(item, "") for item in head["notes"]]
    draft.faults = {
        _number(row, rows - 1): [_finding(item, str(row + 1)) for item in found] for row, found in head["faults"]
    }
    draft.cells = [_unpack_column(folder / f"column{n}", kind, rows, limits) for n, kind in enumerate(kinds)]
    draft.shapes = _unpack_shapes(folder, rows)
    if head["numbers"] is not None:
        draft.numbers = [_number(number, 1 << 40) for number in head["numbers"]]
        if len(draft.numbers) != rows:
            raise ValueError("numbers")
    return draft


def _unpack_shapes(folder: Path, rows: int) -> list[bytes | None]:
    lengths = np.frombuffer(_small(folder / "lengths", MOST), "<i8")
    blob = _small(folder / "shapes", MOST)
    if len(lengths) != rows or (rows and lengths.min() < -1) or lengths[lengths > 0].sum() != len(blob):
        raise ValueError("shapes")
    ends = np.concatenate(([0], np.cumsum(np.maximum(lengths, 0)))).tolist()
    given = (lengths >= 0).tolist()
    return [blob[a:b] if there else None for (a, b), there in zip(pairwise(ends), given, strict=True)]


def _unpack_column(path: Path, kind: str, rows: int, limits: Limits) -> list[Cell]:
    if kind in ("f", "i"):
        cells = np.frombuffer(_small(path, MOST), "<f8" if kind == "f" else "<i8").tolist()
    elif kind == "j":
        cells = json.loads(_small(path, MOST))
    else:
        raise ValueError(kind)
    if len(cells) != rows or not set(map(type, cells)) <= {str, int, float, bool, type(None)}:
        raise ValueError("cells")
    if not math.isfinite(sum([cell for cell in cells if cell.__class__ is float])):
        raise ValueError("a number without end")
    texts = [cell for cell in cells if cell.__class__ is str]
    if max(map(len, texts), default=0) > limits.cell_characters:
        raise ValueError("a cell too long")
    "".join(texts).encode()  # raises where half a character was handed over
    return cells


def _finding(item: list[Any], about: str) -> Finding:
    code, facts = item
    return Finding(code, SEVERITIES[code], about, _facts(facts))


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    if len(facts) > FACTS or any(isinstance(v, list | dict) or len(str(v)) > 2000 for v in facts.values()):
        raise ValueError("facts")
    return {_text(key): value for key, value in facts.items()}


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("a number out of range")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("text")
    return value


def _small(path: Path, most: int) -> bytes:
    """A part of the parcel, which must be a file of its own: a link could lead to our own database."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or found.st_size > most:
        raise ValueError("no part of a parcel")
    return path.read_bytes()
