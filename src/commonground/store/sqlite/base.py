"""SQLite with every acknowledged write on the disk.

WAL and `synchronous=FULL`: a killed process or a power cut loses nothing that was acknowledged. Writers take their
lock when they begin (`IMMEDIATE`), so that two of them queue instead of failing half-way.
"""

from itertools import count

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

# No `temp_store=MEMORY`: a statement journal in memory is walked from its start whenever a statement with triggers ends
# inside a savepoint, which made booking 50,000 hazards into a full ledger take 115 s instead of 14.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # 16 MB between two checkpoints: at SQLite's own 4 MB, one booking in twenty had to wait for one.
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA recursive_triggers=ON",  # so that INSERT OR REPLACE cannot slip past the ledger's guards
)

OPENED = count(1)  # connections of this process


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's backend; the subclass only sets and verifies what durability needs."""

    opened = 0  # which of the process's connections this is, so that none is taken for one that was closed

    def get_connection_params(self) -> dict:
        params = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict):
        connection = super().get_new_connection(conn_params)
        self.opened = next(OPENED)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        if not connection.execute("SELECT 1 FROM pragma_module_list WHERE name='rtree'").fetchone():
            raise ImproperlyConfigured(
                "this Python's SQLite has no R*Tree: install Python from python.org or your distribution"
            )
        return connection
