"""Which files on disk are the live database, or the keys of people. They are never opened but by the store itself.

A second SQLite library in one process, or a mere open and close of the file, lets go of the locks that keep
two writers apart: acknowledged rows were lost that way when it was tried.
"""

import contextlib
import os
from pathlib import Path

from django.db import connections

from commonground.store import keystore

BESIDE = ("", "-wal", "-shm", "-journal")


def is_live(found: os.stat_result) -> bool:
    """Whether a file, known by what the system says of it, is part of a live SQLite database or of the keys of people,
    under whatever name."""
    for alias in connections:
        if connections[alias].vendor != "sqlite":
            continue
        database = str(connections[alias].settings_dict["NAME"])
        for suffix in BESIDE:
            with contextlib.suppress(OSError, ValueError):
                if os.path.samestat(found, Path(database + suffix).stat()):
                    return True
    for path in keystore.files():
        with contextlib.suppress(OSError):
            if os.path.samestat(found, path.stat()):
                return True
    return False
