"""What the browser sent: the filters of the list and of the findings board. What makes no sense is left out."""

from django.http import QueryDict

from commonground.land.queries import hazards


def page_of(asked: QueryDict) -> int:
    """A page's number; the first where none can be read."""
    text = asked.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def filters_of(asked: QueryDict) -> hazards.Filters:
    """The list's filters as its address says them."""
    sort = asked.get("sort", "code")
    return hazards.Filters(
        q=asked.get("q", "").strip()[:100],
        status=asked.get("status", "") if asked.get("status") in (*hazards.STANDINGS, "open", "unknown") else "",
        contamination=asked.get("contamination", "")[:60],
        unit=asked.get("unit", "")[:40],
        flag=asked.get("flag", "")[:20],
        findings=asked.get("findings", "")[:80],
        sort=sort if sort.lstrip("-") in hazards.SORTS else "code",
        page=page_of(asked),
    )
