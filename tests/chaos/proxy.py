"""A road between two programmes on which everything goes wrong that can: cut, slow, flipped, repeated, out of date, unanswered."""

import contextlib
import gzip
import http.client
import random
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("refuse", "cut", "flip", "slow", "twice", "unanswered", "stale", "busy")


class Proxy(ThreadingHTTPServer):
    """Passes requests on to `target` (a port that may change). `trouble` is how often something goes wrong, from 0 to 1."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.trouble, self.random, self.seen = 0, 0.0, random.Random(), {}
        self.crossed = bytearray()
        self.after: list = []  # when something happens in the middle: after how many answers, and what
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address) -> None:
        """Connections end as they end."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._passed_on(b"")

    def do_POST(self) -> None:
        self._passed_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _passed_on(self, body: bytes) -> None:
        proxy: Proxy = self.server
        fault = proxy.random.choice(FAULTS) if proxy.random.random() < proxy.trouble else ""
        if fault == "refuse":
            return self._hung_up()
        try:
            answer = self._asked(body)
            if fault == "twice":
                answer = self._asked(body)
        except (OSError, http.client.HTTPException):
            return self._hung_up()
        status, headers, data = answer
        proxy.crossed += gzip.decompress(data) if ("Content-Encoding", "gzip") in headers else data
        if proxy.after:
            proxy.after[0] -= 1
            if proxy.after[0] == 0:
                proxy.after[1]()
        if fault == "unanswered":
            return self._hung_up()
        if fault == "slow":
            time.sleep(0.05)
        if fault == "busy":
            status, headers, data = 503, [("Retry-After", "1")], b""
        if fault == "stale":
            status, headers, data = proxy.seen.get(self.path, answer)
        elif status == 200:
            proxy.seen.setdefault(self.path, answer)
        if fault == "flip" and data:
            at = proxy.random.randrange(len(data))
            data = data[:at] + bytes([data[at] ^ (1 << proxy.random.randrange(8))]) + data[at + 1 :]
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: proxy.random.randrange(len(data))] if fault == "cut" and data else data)
        if fault == "cut":
            self._hung_up()
        return None

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=10)
        try:
            headers = {k: v for k, v in self.headers.items() if k.lower() != "connection"}
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            kept = [
                (k, v)
                for k, v in answer.getheaders()
                if k.lower() in ("content-type", "content-encoding", "retry-after")
            ]
            return answer.status, kept, answer.read()
        finally:
            upstream.close()

    def _hung_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
