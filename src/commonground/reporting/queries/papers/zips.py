"""Office files are ZIP archives: written again with one date and in one order, so that the same content is the same bytes."""

import io
import re
import zipfile
from datetime import date

DAY = (1980, 1, 1, 0, 0, 0)
STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def fixed(data: bytes, on: date) -> bytes:
    """An archive whose every date is one that the content gives."""
    stamp = f"{on.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            inside = source.read(name)
            if name == "docProps/core.xml":
                inside = STAMPS.sub(rb"\g<1>" + stamp, inside)
            one = zipfile.ZipInfo(name, DAY)
            one.external_attr, one.create_system, one.compress_type = 0o644 << 16, 3, zipfile.ZIP_DEFLATED
            target.writestr(one, inside)
    return out.getvalue()
