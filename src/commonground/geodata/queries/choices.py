"""What the map's address chooses: the same filter as the list's, as the numbers of the hazards it leaves."""

from functools import lru_cache

from django.db import connection

from commonground.core.dates import Times
from commonground.geodata.queries.rows import ALL, Filter
from commonground.geodata.queries.stamps import Stamp, Version
from commonground.land.queries import filters
from commonground.land.queries import hazards as land


def chosen_by(query, viewer) -> filters.Filter:
    """The filter of an address, within what whoever asks may see; an unknown unit chooses nothing rather than everything."""
    return filters.for_viewer(filters.filter_of(query) if query else filters.ALL, viewer)


def rows_by(chosen: filters.Filter, times: Times, stamp: Stamp) -> Filter:
    """The rows that a filter leaves; kept in memory until anything is booked or described otherwise."""
    if chosen == filters.ALL:
        return ALL
    return Filter(
        _numbers(str(connection.settings_dict["NAME"]), (stamp.edition, stamp.head, stamp.seen), chosen, times)
    )


@lru_cache(maxsize=16)
def _numbers(database: str, version: Version, chosen: filters.Filter, times: Times) -> frozenset[int]:
    """`database` and `version` are only the key: of other accounts other hazards are left."""
    return frozenset(pk for pk, _code in land.matching(chosen, times))
