"""The R*Tree of the embedded store filled in one go: its nodes are packed here and written as they lie in its own tables.

Row by row SQLite looks for the best node and splits it a few thousand times; many boxes at once can be laid into
full nodes by sorting them (sort-tile-recursive). The format is that of SQLite's documentation of the R*Tree module's
shadow tables, and `rtreecheck` is asked whether what was written is a sound tree.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])  # min_x, max_x, min_y, max_y as the table has them
FILLED = 0.8  # of each node, so that what comes later finds room
TOWARDS, AWAY = 1 - 1 / 8388608, 1 + 1 / 8388608  # as SQLite rounds a box outwards to 32 bits


def fill(cursor, box: str, ids: NDArray[np.int64], boxes: NDArray[np.float64]) -> bool:
    """Fill an empty tree with boxes (min_x, max_x, min_y, max_y); False where that is not possible and nothing was done."""
    cursor.execute(f'SELECT length(data), (SELECT count(*) FROM "{box}_rowid") FROM "{box}_node" WHERE nodeno = 1')
    found = cursor.fetchone()
    if found is None or found[1] or not len(ids):
        return False
    size = found[0]
    room = max(1, int((size - 4) // CELL.itemsize * FILLED))
    nodes: list[tuple[int, bytes]] = []
    parents: list[tuple[int, int]] = []
    keys, cells, depth, number = ids, _outwards(boxes), 0, 2
    members: list[tuple[NDArray[np.int64], int]] = []
    while len(keys) > room:
        above, around = [], []
        for some in _tiles(cells, room):
            nodes.append((number, _node(keys[some], cells[some], 0, size)))
            if depth:
                parents += [(child, number) for child in keys[some].tolist()]
            else:
                members.append((keys[some], number))
            above.append(number)
            around.append(_around(cells[some]))
            number += 1
        keys, cells, depth = np.array(above, np.int64), np.array(around, np.float32), depth + 1
    root = _node(keys, cells, depth, size)
    if depth:
        parents += [(child, 1) for child in keys.tolist()]
    else:
        members.append((keys, 1))
    cursor.execute(f'UPDATE "{box}_node" SET data = %s WHERE nodeno = 1', [root])
    cursor.executemany(f'INSERT INTO "{box}_node" VALUES (%s, %s)', nodes)
    cursor.executemany(f'INSERT INTO "{box}_parent" VALUES (%s, %s)', parents)
    rows = np.concatenate([some for some, _ in members])
    owners = np.repeat([node for _, node in members], [len(some) for some, _ in members])
    order = np.argsort(rows)
    pairs = list(zip(rows[order].tolist(), owners[order].tolist(), strict=True))
    cursor.executemany(f'INSERT INTO "{box}_rowid" VALUES (%s, %s)', pairs)
    return True


def _outwards(boxes: NDArray[np.float64]) -> NDArray[np.float32]:
    """Boxes in 32 bits that hold the given ones, rounded as SQLite rounds them."""
    out = boxes.astype(np.float32)
    for column, low in ((0, True), (1, False), (2, True), (3, False)):
        exact, near = boxes[:, column], out[:, column]
        wrong = near > exact if low else near < exact
        factor = np.where((exact < 0) == low, AWAY, TOWARDS)
        out[wrong, column] = (exact * factor)[wrong].astype(np.float32)
    return out


def _tiles(cells: NDArray[np.float32], room: int) -> Iterator[NDArray[np.intp]]:
    """Groups of at most `room` boxes that lie together: columns by their middle, each cut along the other axis."""
    count = -(-len(cells) // room)
    columns = max(1, round(count**0.5))
    x, y = cells[:, 0] + cells[:, 1], cells[:, 2] + cells[:, 3]
    for column in np.array_split(np.argsort(x, kind="stable"), columns):
        column = column[np.argsort(y[column], kind="stable")]
        yield from np.array_split(column, -(-len(column) // room))


def _node(keys: NDArray[np.int64], cells: NDArray[np.float32], depth: int, size: int) -> bytes:
    packed = np.empty(len(keys), CELL)
    packed["id"], packed["box"] = keys, cells
    data = depth.to_bytes(2, "big") + len(keys).to_bytes(2, "big") + packed.tobytes()
    return data.ljust(size, b"\0")


def _around(cells: NDArray[np.float32]) -> tuple[float, float, float, float]:
    low, high = cells.min(axis=0), cells.max(axis=0)
    return float(low[0]), float(high[1]), float(low[2]), float(high[3])
