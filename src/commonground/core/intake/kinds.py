"""Kinds of rows that files can hold besides land. A subject describes its own; here they are listed."""

from commonground.core.fieldwork.rows import REPORTS
from commonground.core.incidents.rows import ACCIDENTS, VICTIMS
from commonground.core.ordnance.rows import ITEMS
from commonground.core.tables.kinds import RowKind

FACTS: dict[str, RowKind] = {kind.what: kind for kind in (REPORTS, ACCIDENTS, VICTIMS, ITEMS)}
