"""What a receiver should know under an agreement, said a second time: from the text of the agreement, with shapely and pyproj alone."""

import base64
import hashlib
import hmac
import math

import shapely
from pyproj import Transformer


def shared(agreement, records, secret):
    """Every record that is shared, by its id: the body, and the perimeter for itself as (WKT, exact or cells)."""
    said = agreement["collections"]["hazard"]
    metres = Transformer.from_pipeline(agreement["plane"]["operation"])
    zones = {name: _plane(shapely.geometry.shape(one), metres) for name, one in agreement["annexes"].items()}
    out = {}
    for record in records:
        land = _plane(record.shape, metres) if record.shape is not None else None
        if said["rows"] is not None and not _holds(said["rows"], record.values, land, zones):
            continue
        body = {name: _told(record.values.get(name), way) for name, way in said["fields"].items() if way != "drop"}
        shape = record.shape.wkt if said["geometry"] == "exact" and land is not None else None
        out[id_of(secret, record.collection, record.key)] = {
            "body": body,
            "shape": shape,
            "geometry": _place(said["geometry"], land),
        }
    return out


def _plane(shape, metres):
    return shapely.transform(shape, lambda xy: list(zip(*metres.transform(xy[:, 0], xy[:, 1]), strict=True)))


def _holds(said, values, land, zones):
    """Only what is known to be asked for; no `not` is used here, so that two answers are enough."""
    op, args = said["op"], said["args"]
    if op == "and":
        return all(_holds(one, values, land, zones) for one in args)
    if op == "s_intersects":
        return land is not None and land.intersection(zones[args[1]["annex"]]).area > 0
    return values.get(args[0]["property"]) in (args[1] if op == "in" else [args[1]])


def _told(value, way):
    if value is None or way == "pass":
        return value
    if way == "month":
        return value[:7]
    low = [0, *(b for b in way["bucket"] if b <= value)][-1]
    return {"from": low, "below": next((b for b in way["bucket"] if b > value), None)}


def _place(way, land):
    if not isinstance(way, dict) or land is None:
        return None
    side = way["grid"]
    x0, y0, x1, y1 = (math.floor(each / side) for each in land.bounds)
    cells = [
        [x, y] for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)
        if land.intersection(shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side)).area > 0
    ]  # fmt: skip
    return {"kind": "cells", "side_m": side, "cells": cells}


def id_of(secret, collection, key):
    """What a record is called in a feed."""
    said = b"id\0" + collection.encode() + b"\0" + key.encode()
    return base64.b32encode(hmac.new(secret, said, hashlib.sha256).digest()).decode().lower()[:24]


def differs(want, got):
    """Whether a body that was received is another one than it should be."""
    got = dict(got)
    place = got.pop("geometry")
    if got != want["body"]:
        return True
    if want["shape"] is not None:
        one, other = shapely.from_wkt(want["shape"]), shapely.geometry.shape(place["shape"])
        return place["kind"] != "shape" or one.symmetric_difference(other).area > 0.005 * one.area
    return place != (want["geometry"] or {"kind": "none"})


def left_out(shape, footprints, plane, annexes):
    """How much of what was ever said of a place a drawn shape leaves out, of one."""
    metres = Transformer.from_pipeline(plane["operation"])
    said = []
    for one in footprints:
        side = one.get("side_m", 0)
        said += [shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side) for x, y in one.get("cells", ())]
        said += [_plane(shapely.geometry.shape(annexes[one["annex"]]), metres)] if "annex" in one else []
    land = shapely.unary_union(said)
    if land.is_empty:
        return 0.0
    drawn = shapely.Polygon() if shape is None else shapely.make_valid(_plane(shapely.geometry.shape(shape), metres))
    return land.difference(drawn).area / land.area
