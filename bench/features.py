"""A stand-in for a server of OGC API Features: one collection from a file of features, every page made before anybody asks.

`features.py rows` prints its port, serves until it is ended, and then prints how many bytes it sent.
"""

import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE = 1_000
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class Server(ThreadingHTTPServer):
    """Holds every page as bytes, and counts what it sends."""

    sent = 0

    def __init__(self, rows: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.here = f"http://127.0.0.1:{self.server_port}"
        lines = rows.read_text("utf-8").splitlines()
        self.pages = {start: self._page(lines, start, PAGE) for start in range(0, len(lines), PAGE)}
        self.first = self._page(lines, 0, 20)
        box = {"spatial": {"bbox": [[-180, -90, 180, 90]], "crs": CRS84}}
        collection = {
            "id": "hazards", "title": "hazards", "extent": box, "crs": [CRS84], "storageCrs": CRS84, "itemType": "feature",
            "links": [{"rel": "items", "type": "application/geo+json", "href": f"{self.here}/collections/hazards/items"}],
        }  # fmt: skip
        self.documents = {
            "/": {"title": "stand-in", "links": [{"rel": "data", "href": f"{self.here}/collections"}]},
            "/collections": {"links": [], "collections": [collection]},
            "/collections/hazards": collection,
        }

    def _page(self, lines: list[str], start: int, count: int) -> bytes:
        some, after = lines[start : start + count], start + count
        links = []
        if after < len(lines):
            href = f"{self.here}/collections/hazards/items?limit={PAGE}&offset={after}"
            links = [{"rel": "next", "type": "application/geo+json", "href": href}]
        head = json.dumps({"type": "FeatureCollection", "numberReturned": len(some), "links": links})
        return (head[:-1] + ', "features": [' + ",".join(some) + "]}").encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query)
        kind, status = "application/json", 200
        if asked.path == "/collections/hazards/items":
            kind = "application/geo+json"
            few = int(query.get("limit", [PAGE])[0]) < PAGE
            body = self.server.first if few else self.server.pages.get(int(query.get("offset", [0])[0]), b"")
        elif asked.path in self.server.documents:
            body = json.dumps(self.server.documents[asked.path]).encode()
        else:
            body, status = b"{}", 404
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.sent += len(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    server = Server(Path(sys.argv[1]))
    signal.signal(signal.SIGTERM, lambda *_: (print(server.sent, flush=True), sys.exit(0)))
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
