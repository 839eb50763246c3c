"""Which languages people have read through, and which sentences may not rest on a machine's word alone.

A language that nobody has reviewed says everything, is marked as translated by machine, and has the English beside
every sentence on which somebody's safety depends.
"""

from django.utils.translation import get_language

# As Django names them in the middle of a request. A language leaves this list when somebody who speaks it and knows
# the trade has read it through.
BY_MACHINE = frozenset({"hr", "sr", "sr-latn", "sq", "az", "ru", "uk", "ar"})

# English sources of the sentences that keep people off dangerous land, or could send them onto it.
SAFETY = frozenset(
    {
        "%(m2)s m² of this land are suspected or confirmed to be dangerous.",
        "Part of this hazard is of unknown size. It is not released.",
        "This hazard has no perimeter. Nobody may take the land around it for safe.",
        "This hazard has no perimeter, so it is on no map. It still counts, in lines of its own.",
        "This hazard was closed, and has open land again: look at the entry that reopened it.",
        "Not to be handed over yet: the hazard has not been closed.",
        "Not to be handed over: the accounts do not say that all of this land is released.",
        "All reasonable effort was made. No land is free of every risk: report anything suspicious.",
        "A hazard is closed before it is handed over. Land that cannot be worked is split off as a hazard of its own first.",
        "Land of unknown size was released: how much cannot be said.",
        "What may remain after all reasonable effort. No released land is free of every risk.",
        "Down to where the land was searched. Ordnance that lies deeper may still be there.",
        "This country is invented. Nothing here says anything about real land.",
        "{m2} m² of this hazard are still open. Nothing open is handed over.",
        "{m2} m² of this hazard are still open. Release or cancel them first, or split what cannot be worked off as a hazard of its own.",
        "No hazard in this view.",
        "That says nothing about whether land is dangerous.",
        "Open land in a hazard that was closed:",
        "Open land in a hazard that was closed: %(hazard)s",
        "People may be using it. Look at the entry that reopened it, mark the land, and tell whoever received it.",
    }
)


def by_machine() -> bool:
    """Whether the language in use was translated by machine and read through by nobody."""
    return get_language() in BY_MACHINE


def stands_beside(source: str) -> bool:
    """Whether the English of a sentence has to stand beside it in the language in use."""
    return source in SAFETY and by_machine()
