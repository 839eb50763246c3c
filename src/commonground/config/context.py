"""What every page's frame shows."""

from django.conf import settings


def frame(request):
    """The programme, the two times, who is asking, and the languages to choose from.

    `programme` has a name and says whether it is invented; `nav` may replace the rail's own list.
    """
    return {
        "viewer": getattr(request, "viewer", None),
        "times": getattr(request, "times", None),
        "programme": getattr(request, "programme", None),
        "languages": settings.LANGUAGES,
    }
