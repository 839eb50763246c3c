"""A PostgreSQL of the tests' own: made anew, on a free port, gone afterwards. Standard library only."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from machine import postgres_folder

SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "shared_buffers": "256MB", "work_mem": "64MB", "max_wal_size": "4GB",
    "random_page_cost": "1.1", "jit": "off", "listen_addresses": "127.0.0.1",
}  # fmt: skip


class Postgres:
    """A server while the `with` block lasts; `url(name)` names a database on it."""

    def __init__(self, **settings: str) -> None:
        self.settings = {**SETTINGS, **settings}
        self.bin = postgres_folder()
        if self.bin is None:
            raise SystemExit("PostgreSQL with PostGIS is missing: run `make services`.")

    def _run(self, command: str) -> None:
        # The server refuses to run as root, so root hands over to the system's own postgres account.
        as_user = ["su", "postgres", "-s", "/bin/sh", "-c", command] if os.geteuid() == 0 else ["sh", "-c", command]
        subprocess.run(as_user, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def __enter__(self) -> "Postgres":
        self.folder = Path(tempfile.mkdtemp(prefix="commonground-pg-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        data = self.folder / "data"
        self._run(f"{self.bin}/initdb -D {data} -U commonground -A trust -E UTF8 --locale=C.UTF-8 >/dev/null")
        options = " ".join(f"-c {k}={v}" for k, v in self.settings.items())
        self._run(
            f"{self.bin}/pg_ctl -D {data} -w -l {self.folder}/log -o '-p {self.port} -k {self.folder} {options}' start >/dev/null"
        )
        return self

    def url(self, database: str) -> str:
        """The address of a database on this server."""
        return f"postgresql://commonground@127.0.0.1:{self.port}/{database}"

    def __exit__(self, *_: object) -> None:
        self._run(f"{self.bin}/pg_ctl -D {self.folder / 'data'} -m immediate stop >/dev/null")
        shutil.rmtree(self.folder, ignore_errors=True)
