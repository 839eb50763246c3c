"""Hazards and releases of an invented war around Bosnia and Herzegovina: as many as asked for, the same every time.

    python bench/generate.py --hazards 200000 --releases 100000 --out /tmp/bench/land

writes `land.gpkg` (layers `hazards`, `releases`, WGS84) and `land.npz` with the same rows. Perimeters lie in lanes along
wandering lines; their sizes have the quantiles of a real register, scaled to a total (`--total-km2`, by
default the 4,000 km2 once suspected in that country); 8 in 100 have a hole, 5 in 100 two parts, 9 in
1,000 a ring that crosses itself. A release covers all or part of a hazard and names every hazard it touches.
"""

import argparse
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import shapely

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from commonground.core.geometry.plane import EqualAreaPlane, plane_for

BOUNDS = (15.75, 42.6, 19.6, 45.25)
SEED = 20240731
QUANTILES = (
    (0, 400),
    (0.10, 2_300),
    (0.25, 11_900),
    (0.50, 44_000),
    (0.75, 116_000),
    (0.90, 257_000),
    (0.99, 826_000),
    (1, 3e6),
)
LANE_M, LANES = 800.0, 6
HOLES, PARTS, INVALID, OVERLAPPING = 0.08, 0.05, 0.009, 0.03
CONTAMINATIONS = ("anti-personnel mines", "cluster munitions", "explosive remnants of war")
KINDS = (("cancel", "nts"), ("reduce", "ts"), ("clear", "clearance"))


@dataclass(frozen=True)
class Made:
    """Columns of one layer; shapes in lon/lat degrees."""

    shapes: np.ndarray
    columns: dict[str, np.ndarray]


def sizes(rng: np.random.Generator, count: int, total_km2: float) -> np.ndarray:
    """Square metres with the quantiles of a real register, scaled to a total."""
    share, m2 = np.array(QUANTILES).T
    drawn = np.exp(np.interp(rng.random(count), share, np.log(m2)))
    return drawn * (total_km2 * 1e6 / drawn.sum())


def stars(rng: np.random.Generator, m2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rings around the origin, each of its size: coordinates and the ring each belongs to."""
    corners = np.clip(rng.gamma(6.0, 2.1, len(m2)).astype(int), 4, 60)
    ring = np.repeat(np.arange(len(m2)), corners)
    step = np.arange(len(ring)) - np.repeat(np.cumsum(corners) - corners, corners)
    angle = (step + rng.uniform(-0.4, 0.4, len(ring))) * 2 * np.pi / corners[ring]
    phase = rng.uniform(0, 2 * np.pi, (3, len(m2)))
    reach = 1 + sum(0.28 / k * np.sin(k * angle + phase[k - 1][ring]) for k in (1, 2, 3))
    reach *= np.exp(rng.normal(0, 0.06, len(ring)))
    long = rng.uniform(1.0, 2.2, len(m2))[ring]
    coords = np.column_stack([np.cos(angle) * reach * long, np.sin(angle) * reach / long])
    turn = rng.uniform(0, np.pi, len(m2))[ring]
    coords = np.column_stack(
        [
            coords[:, 0] * np.cos(turn) - coords[:, 1] * np.sin(turn),
            coords[:, 0] * np.sin(turn) + coords[:, 1] * np.cos(turn),
        ]
    )
    area = np.abs(shapely.area(shapely.polygons(shapely.linearrings(coords, indices=ring))))
    return coords * np.sqrt(m2 / area)[ring][:, None], ring


def places(rng: np.random.Generator, plane: EqualAreaPlane, reach: np.ndarray) -> np.ndarray:
    """Centres in lanes along wandering lines, one after another, so that few overlap."""
    x0, y0, x1, y1 = plane.bounds_to_plane(BOUNDS)
    order = rng.permutation(len(reach))
    along = np.cumsum(2.1 * reach[order] + rng.exponential(0.3 * reach[order]))
    length = 1.35 * (x1 - x0)
    lane = (along // length).astype(int)
    t = along / length - lane
    line = lane // LANES
    way = np.random.default_rng(SEED + 1)
    lines = line.max() + 1
    start = np.column_stack([way.uniform(x0, x1, lines), way.uniform(y0, y1, lines)])
    heading = way.uniform(0, 2 * np.pi, lines)
    waves = way.uniform(0, 2 * np.pi, (4, lines))
    side = sum(np.sin(2 * np.pi * k * t + waves[k - 1][line]) / k for k in (1, 2, 3, 4)) * 14_000
    side = side + (lane % LANES - LANES / 2) * LANE_M * (1 + 0.3 * np.sin(9 * t))
    ahead = (t - 0.5) * length
    x = start[line, 0] + ahead * np.cos(heading[line]) - side * np.sin(heading[line])
    y = start[line, 1] + ahead * np.sin(heading[line]) + side * np.cos(heading[line])
    # What leaves the country comes back like light from a mirror.
    x = x0 + (x1 - x0) * np.abs((((x - x0) / (x1 - x0)) % 2 + 2) % 2 - 1)
    y = y0 + (y1 - y0) * np.abs((((y - y0) / (y1 - y0)) % 2 + 2) % 2 - 1)
    out = np.empty((len(reach), 2))
    out[order] = np.column_stack([x, y])
    return out


def apart(rng: np.random.Generator, centre: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """The same centres, except that what would lie on another is moved along until it does not."""
    centre = centre.copy()
    for _ in range(12):
        discs = shapely.box(*(centre - reach[:, None]).T, *(centre + reach[:, None]).T)
        one, other = shapely.STRtree(discs).query(discs)
        one, other = one[one < other], other[one < other]
        close = np.hypot(*(centre[one] - centre[other]).T) < 0.8 * (reach[one] + reach[other])
        moved = np.unique(np.where(reach[one[close]] < reach[other[close]], one[close], other[close]))
        if not len(moved):
            break
        beside = rng.choice(len(centre), len(moved))
        side = rng.uniform(0, 2 * np.pi, len(moved))
        away = (reach[beside] + reach[moved]) * rng.uniform(1.1, 6.0, len(moved))
        centre[moved] = centre[beside] + np.column_stack([np.cos(side), np.sin(side)]) * away[:, None]
    return centre


def hazards(rng: np.random.Generator, plane: EqualAreaPlane, count: int, total_km2: float) -> tuple[np.ndarray, dict]:
    """Shapes in the plane and their columns."""
    m2 = sizes(rng, count, total_km2)
    holed = rng.random(count) < HOLES
    split = rng.random(count) < PARTS
    coords, ring = stars(rng, m2 * np.where(split, 0.65, 1.0))
    reach = np.sqrt(np.maximum.reduceat((coords**2).sum(axis=1), np.flatnonzero(np.diff(ring, prepend=-1))))
    centre = apart(rng, places(rng, plane, reach), reach)
    near = rng.choice(count, int(OVERLAPPING * count), replace=False)
    centre[near] = centre[(near + 1) % count] + reach[(near + 1) % count][:, None] * 0.8
    shells = shapely.linearrings(coords + centre[ring], indices=ring)
    inner, which = coords * 0.4 + centre[ring], holed[ring]
    holes = shapely.linearrings(inner[which], indices=np.unique(ring[which], return_inverse=True)[1])
    shapes = shapely.polygons(shells)
    shapes[holed] = [shapely.Polygon(s, [h]) for s, h in zip(shells[holed], holes, strict=True)]
    shapes[split] = _two_parts(rng, shapes[split], m2[split] * 0.35, centre[split], reach[split])
    crossed = rng.random(count) < INVALID
    shapes[crossed] = [_crossed(s) for s in shapes[crossed]]
    days = np.array(["2005-01-01"], dtype="datetime64[D]") + rng.integers(0, 365 * 12, count)
    columns = {
        "code": np.array([f"HZ-{i:06}" for i in range(1, count + 1)], dtype=object),
        "level": np.where(rng.random(count) < 0.25, "confirmed", "suspected").astype(object),
        "contamination": np.array(CONTAMINATIONS, dtype=object)[rng.choice(3, count, p=[0.7, 0.1, 0.2])],
        "on": days.astype(str).astype(object),
    }
    return shapes, columns


def _two_parts(rng, shapes: np.ndarray, m2: np.ndarray, centre: np.ndarray, reach: np.ndarray) -> list:
    coords, ring = stars(rng, m2)
    away = np.maximum.reduceat((coords**2).sum(axis=1), np.flatnonzero(np.diff(ring, prepend=-1))) ** 0.5
    side = rng.uniform(0, 2 * np.pi, len(m2))
    beside = centre + np.column_stack([np.cos(side), np.sin(side)]) * (1.15 * (reach + away))[:, None]
    others = shapely.polygons(shapely.linearrings(coords + beside[ring], indices=ring))
    return [shapely.MultiPolygon([a, b]) for a, b in zip(shapes, others, strict=True)]


def _crossed(shape):
    """The same perimeter with two corners taken in the wrong order, so that it crosses itself."""
    first = shape.geoms[0] if shape.geom_type == "MultiPolygon" else shape
    corners = list(first.exterior.coords)[:-1]
    for i in range(len(corners) - 1):
        swapped = [*corners[:i], corners[i + 1], corners[i], *corners[i + 2 :]]
        if not shapely.is_valid(crossed := shapely.Polygon(swapped)):
            return crossed
    return shape


def releases(rng: np.random.Generator, land: np.ndarray, columns: dict, count: int) -> tuple[np.ndarray, dict]:
    """Releases over the hazards: three in ten the whole of one, the others a part."""
    sound = shapely.make_valid(land, method="structure")
    which = rng.choice(len(land), count, replace=count > len(land))
    whole = rng.random(count) < 0.3
    x0, y0, x1, y1 = shapely.bounds(sound[which]).T
    coords, ring = stars(rng, 0.6 * shapely.area(sound[which]))
    at = np.column_stack([rng.uniform(x0, x1), rng.uniform(y0, y1)])
    parts = shapely.polygons(shapely.linearrings(coords + at[ring], indices=ring))
    shapes = np.where(whole, shapely.buffer(sound[which], 4.0, quad_segs=1), parts)
    kinds = rng.choice(3, count, p=[0.4, 0.2, 0.4])
    tree = shapely.STRtree(sound)
    release, hazard = tree.query(shapes, predicate="intersects")
    codes = columns["code"]
    named: list[list[str]] = [[codes[w]] for w in which]
    for r, h in zip(release.tolist(), hazard.tolist(), strict=True):
        if KINDS[kinds[r]][0] == "clear" and h != which[r]:
            named[r].append(codes[h])
    days = np.array(columns["on"][which], dtype="datetime64[D]") + rng.integers(30, 365 * 8, count)
    return shapes, {
        "code": np.array([f"RL-{i:06}" for i in range(1, count + 1)], dtype=object),
        "kind": np.array([KINDS[k][0] for k in kinds], dtype=object),
        "activity": np.array([KINDS[k][1] for k in kinds], dtype=object),
        "hazards": np.array([" ".join(some) for some in named], dtype=object),
        "on": days.astype(str).astype(object),
    }


def make(count: int, released: int, total_km2: float = 4000.0) -> dict[str, Made]:
    """Both layers, in lon/lat degrees."""
    rng = np.random.default_rng(SEED)
    plane = plane_for(BOUNDS)
    land, columns = hazards(rng, plane, count, total_km2)
    freed, acts = releases(rng, land, columns, released)
    latest = date(2024, 12, 31).isoformat()
    assert max(acts["on"], default="") <= latest
    return {
        "hazards": Made(shapely.transform(land, plane.inverse), columns),
        "releases": Made(shapely.transform(freed, plane.inverse), acts),
    }


def save(made: dict[str, Made], path: Path) -> None:
    """The rows as one .npz: WKB end to end with its offsets, and the columns."""
    flat: dict[str, np.ndarray] = {}
    for name, layer in made.items():
        wkb = shapely.to_wkb(layer.shapes, byte_order=1).tolist()
        flat[f"{name}.wkb"] = np.frombuffer(b"".join(wkb), np.uint8)
        flat[f"{name}.ends"] = np.cumsum([len(w) for w in wkb])
        flat |= {f"{name}:{column}": values.astype(str) for column, values in layer.columns.items()}
    np.savez_compressed(path, **flat)


def load(path: Path) -> dict[str, tuple[np.ndarray, dict[str, np.ndarray]]]:
    """What `save` wrote: per layer WKB in an object array, and columns."""
    flat = np.load(path)
    out = {}
    for name in ("hazards", "releases"):
        data, ends = flat[f"{name}.wkb"].tobytes(), flat[f"{name}.ends"].tolist()
        wkb = np.array([data[a:b] for a, b in zip([0, *ends], ends, strict=False)], dtype=object)
        columns = {k.split(":")[1]: flat[k] for k in flat.files if k.startswith(f"{name}:")}
        out[name] = (wkb, columns)
    return out


def write_geopackage(npz: Path, gpkg: Path) -> None:
    """Runs in a process of its own, so that GDAL's SQLite is never beside another."""
    gpkg.unlink(missing_ok=True)
    for name, (wkb, columns) in load(npz).items():
        pyogrio.raw.write(
            gpkg, geometry=wkb, field_data=[c.astype(object) for c in columns.values()], fields=list(columns), layer=name,
            driver="GPKG", crs="EPSG:4326", geometry_type="Unknown", append=gpkg.exists(),
            dataset_options={"VERSION": "1.3"},
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hazards", type=int, default=200_000)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--total-km2", type=float, default=4000.0)
    parser.add_argument("--out", type=Path, default=Path("land"))
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    npz, gpkg = asked.out.with_suffix(".npz"), asked.out.with_suffix(".gpkg")
    if asked.write:
        return write_geopackage(npz, gpkg)
    npz.parent.mkdir(parents=True, exist_ok=True)
    save(make(asked.hazards, asked.releases, asked.total_km2), npz)
    subprocess.run([sys.executable, __file__, "--write", "--out", str(asked.out)], check=True)
    print(f"{gpkg}: {asked.hazards:,} hazards, {asked.releases:,} releases, seed {SEED}")
    return None


if __name__ == "__main__":
    main()
