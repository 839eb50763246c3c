"""Signs of life of long work, beside the files it is about: whoever waits for it learns when it was ended from outside.

A process that is killed tells nobody. So work that somebody waits for touches a file as long as it goes on; a file that
nobody touches any more means that nobody works there, whatever was written down about how far it is.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

EVERY = 5  # seconds between two signs
LAPSE = 30  # seconds without one after which nobody works there
SIGN = "alive"


@contextmanager
def beating(folder: Path) -> Iterator[None]:
    """Give signs of life in a folder until the work is over, whichever way it ends."""
    over = Event()
    sign = folder / SIGN

    def beat() -> None:
        while not over.wait(EVERY):
            if sign.exists():  # thrown away with its folder, it is not made again
                os.utime(sign)

    sign.touch()
    thread = Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        sign.unlink(missing_ok=True)


def lapsed(folder: Path, at: datetime) -> bool:
    """Whether work was begun in a folder, never ended, and nobody is at it any more."""
    try:
        return (folder / SIGN).stat().st_mtime < at.timestamp() - LAPSE
    except FileNotFoundError:
        return False
