"""Whether anybody wrote anything at all since: the cheapest question there is, where the store can answer it."""

from django.db import connection

Moment = tuple[int, int, int]


def moment() -> Moment | None:
    """Equal in two questions of one thread only where nothing was written in between, by whatever process; None where the
    store cannot say.

    SQLite counts what others committed since a connection was opened (`data_version`) and what the connection itself
    wrote. What is written and may still be taken back is not counted on: no moment inside a transaction.
    """
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    opened = connection.connection
    if opened.in_transaction:
        return None
    (others,) = opened.execute("PRAGMA data_version").fetchone()
    return connection.opened, others, opened.total_changes
