"""Fields that a programme adds to a kind of report: what they may be, and what a further version may not change.

What was collected stays readable: a field is never taken for another. A further version adds fields, gives them other
words, adds choices, or leaves fields out of new reports; a field that comes back under its name is what it was.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from commonground.core.decisions import YES, Decision, no
from commonground.core.fieldwork.types import Field, Kind
from commonground.core.refusals import NotUsable

KINDS = (Kind.TEXT, Kind.LONG, Kind.NUMBER, Kind.DAY, Kind.CHOICE, Kind.CHOICES)
MOST = 40
CUSTOM = "x_"  # how the names of a programme's own fields begin
LONGEST = 80


def name_of(label: str, taken: Iterable[str]) -> str:
    """A stable name for a field, from its label: what reports are stored under, whatever the label becomes."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    bare = CUSTOM + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or "field")
    held, name, number = set(taken), bare, 2
    while name in held:
        name, number = f"{bare}_{number}", number + 1
    return name


def acceptable(fields: Sequence[Field], before: Sequence[Field]) -> Decision:
    """Whether these can be the fields of the next version; `before` are all there ever were."""
    if len(fields) > MOST:
        return no("fieldwork.form.many", NotUsable, most=MOST)
    known = {f.name: f for f in before}
    for one in fields:
        if not one.label.strip() or len(one.label) > LONGEST:
            return no("fieldwork.form.name", NotUsable, most=LONGEST)
        if one.kind not in KINDS:
            return no("fieldwork.form.kind", NotUsable, kind=one.kind.value)
        if one.kind in (Kind.CHOICE, Kind.CHOICES) and len(set(one.choices)) < 2:
            return no("fieldwork.form.choices", NotUsable, name=one.label)
        held = known.get(one.name)
        if held is not None and (held.kind, held.unit) != (one.kind, one.unit):
            return no("fieldwork.form.changed", NotUsable, name=one.label)
    names = [f.name for f in fields]
    return no("fieldwork.form.twice", NotUsable) if len(set(names)) < len(names) else YES
