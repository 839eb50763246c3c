"""What every page's frame shows."""

from django.conf import settings

from commonground.config.middleware import SEES, SEES_ALONE, may_enter
from commonground.ui.words import NAV


def frame(request):
    """The programme, the two times, who is asking, and the languages to choose from.

    `programme` has a name and says whether it is invented; `nav` are the places of the rail that the viewer may see, `outside` says that
    the books are none of their business, nor a search in them.
    """
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "needs_second_factor": getattr(request, "needs_second_factor", False),
        "nav": [place for place in NAV if viewer is None or may_see(viewer, place[0])],
        "outside": viewer is not None and viewer.is_somebody and not may_see(viewer, "reporting:home"),
        "times": getattr(request, "times", None),
        "programme": getattr(request, "programme", None),
        "languages": settings.LANGUAGES,
    }


def may_see(viewer, route: str) -> bool:
    """Whether a place of the rail would answer this viewer at all."""
    wanted = SEES_ALONE.get(route) or SEES.get(route.split(":")[0])
    return wanted is None or bool(may_enter(viewer, wanted))
