"""A vector tile by hand: just enough of the format to show the map one."""


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def zigzag(number: int) -> int:
    return number << 1 ^ number >> 31


def geometry(points: list[tuple[int, int]], closed: bool) -> bytes:
    """Points in tile units; closed makes a ring, otherwise a single point."""
    numbers, x, y = [9], 0, 0
    for position, (px, py) in enumerate(points):
        if position == 1:
            numbers.append((len(points) - 1) << 3 | 2)
        numbers += [zigzag(px - x), zigzag(py - y)]
        x, y = px, py
    return b"".join(varint(n) for n in [*numbers, *([15] if closed else [])])


def layer(name: str, features: list[tuple[dict, list[tuple[int, int]]]]) -> bytes:
    keys: list[str] = []
    values: list[bytes] = []
    body = field(15, 2) + field(1, name.encode())
    for properties, points in features:
        tags = b""
        for key, value in properties.items():
            coded = field(1, value.encode()) if isinstance(value, str) else field(4, value)
            keys += [] if key in keys else [key]
            values += [] if coded in values else [coded]
            tags += varint(keys.index(key)) + varint(values.index(coded))
        closed = len(points) > 1
        body += field(2, field(2, tags) + field(3, 3 if closed else 1) + field(4, geometry(points, closed)))
    body += b"".join(field(3, key.encode()) for key in keys) + b"".join(field(4, value) for value in values)
    return field(3, body + field(5, 4096))


def tile(**layers: list) -> bytes:
    return b"".join(layer(name, features) for name, features in layers.items())
