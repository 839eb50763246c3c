"""A child process that is given little: own folder, own limits, an empty environment, a time to be done.

Files from outside are parsed in such a child, because a parser that meets a hostile file may end up doing
what the file wants. What it hands back is judged like the file itself.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LINE = 200  # characters of a line of progress; longer ones are cut
TAIL = 4000  # characters of what it said when it failed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended: its exit code, and why it was stopped where it was ("time" or "size")."""

    code: int
    stopped: str
    said: str


def run(
    script: Path,
    arguments: list[str],
    folder: Path,
    *,
    seconds: float,
    bytes_written: int,
    settings: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Outcome:
    """Run a script of ours in a child that sees only `folder`, and wait until it ends or is ended."""
    said = folder / "said.txt"
    with said.open("wb") as error:
        child = subprocess.Popen(  # noqa: S603 (our own script, no shell)
            [sys.executable, "-I", "-X", "utf8", "-B", str(script), *arguments],
            cwd=folder,
            env=_environment(folder) | dict(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=error,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    assert child.stdout is not None
    listener = threading.Thread(target=_listen, args=(child.stdout, on_line), daemon=True)
    listener.start()
    try:
        stopped = _watch(child, folder, seconds, bytes_written)
    finally:
        _end(child)
        listener.join(5)
        child.stdout.close()
    text = said.read_bytes()[-TAIL:].decode("utf-8", "replace") if said.exists() else ""
    return Outcome(child.returncode, stopped, text)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no secrets, no proxies, no paths; one thread per library."""
    given = {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "LC_ALL": "C.UTF-8"}
    given |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
    root = os.path.expandvars("%SYSTEMROOT%")  # without it Windows starts no Python
    return given if root.startswith("%") else given | {"SYSTEMROOT": root}


def _listen(stream: IO[bytes], on_line: Callable[[str], None] | None) -> None:
    while line := stream.readline(LINE):
        if on_line is not None:
            on_line(line.decode("utf-8", "replace").strip())


def _watch(child: "subprocess.Popen[bytes]", folder: Path, seconds: float, bytes_written: int) -> str:
    """Wait for the end; say "time" or "size" where it had to be hurried."""
    end, looked = time.monotonic() + seconds, 0.0
    while child.poll() is None:
        now = time.monotonic()
        if now > end:
            return "time"
        if now - looked > 1:
            looked = now
            if _weight(folder) > bytes_written:
                return "size"
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.05)
    return ""


def _weight(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total


def _end(child: "subprocess.Popen[bytes]") -> None:
    """The child and whatever it started are gone afterwards."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()
