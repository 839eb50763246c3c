"""The picture of the body: a front view, the person's right at the reader's left, the back as a panel beside it."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonground.core.incidents.injuries import INJURIES, Group
from commonground.incidents import messages as words

WIDTH, HEIGHT = 230, 380
# Part: x, y, width, height and the rounding of a box; the limbs as a whole are drawn around their parts.
RIGHT: dict[str, tuple[int, int, int, int, int]] = {
    "ear": (70, 34, 7, 16, 4), "eye": (86, 33, 9, 6, 3), "arm": (36, 76, 32, 104, 14), "upper-arm": (44, 80, 19, 46, 8),
    "forearm": (41, 129, 17, 44, 7), "hand": (39, 176, 18, 18, 7), "fingers": (40, 197, 15, 11, 4), "leg": (66, 200, 33, 140, 12),
    "thigh": (70, 204, 26, 62, 9), "shin": (72, 269, 21, 62, 8), "foot": (66, 334, 27, 14, 6), "toes": (62, 351, 22, 8, 4),
}  # fmt: skip
MIDDLE: dict[str, tuple[int, int, int, int, int]] = {
    "head": (77, 8, 46, 62, 22), "chest": (67, 76, 66, 52, 10), "abdomen": (71, 131, 58, 38, 8), "pelvis": (68, 172, 64, 26, 9),
    "back": (184, 76, 40, 122, 10),
}  # fmt: skip
WHOLE = ("arm", "leg")


def _boxes() -> dict[str, tuple[int, int, int, int, int]]:
    out = dict(MIDDLE)
    for name, (x, y, wide, high, round_) in RIGHT.items():
        out[f"{name}-right"] = (x, y, wide, high, round_)
        out[f"{name}-left"] = (200 - x - wide, y, wide, high, round_)
    return out


BOXES = _boxes()


def picture(marked: Mapping[str, str], label: str = "") -> SafeString:
    """The drawing; `marked` says of each part how it was hurt. What it shows stands in words in its description and in a table."""
    order = sorted(BOXES, key=lambda p: (p.rsplit("-", 1)[0] in WHOLE, p.startswith(("eye", "ear"))))
    boxes = format_html_join(
        "",
        '<rect class="part part-{}{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        ((p, f" hurt-{marked[p]}" if p in marked else " part-whole" if _is_whole(p) else "", *BOXES[p]) for p in order),
    )
    told = ", ".join(f"{words.PARTS[p]} ({words.GROUPS[g]})" for p, g in marked.items())
    return format_html(
        '<svg class="body-picture" viewBox="0 0 {} {}" role="img" aria-labelledby="body-title body-told"><title id="body-title">{}</title>'
        '<desc id="body-told">{}</desc>{}<text class="body-word" x="204" y="212" text-anchor="middle">{}</text></svg>',
        WIDTH, HEIGHT, label or _("Where the body was hurt"), told or _("Nothing is marked."), boxes, words.PARTS["back"],
    )  # fmt: skip


def _is_whole(part: str) -> bool:
    return part.rsplit("-", 1)[0] in WHOLE


def box_id(code: str) -> str:
    """The id of the box that ticks an injury; the style sheet marks the picture by it."""
    return "injury-" + code.lower().replace(".", "-")


def rules() -> Iterable[str]:
    """The style sheet's rules that mark the picture where a box is ticked; a test holds that the sheet has them."""
    order = (Group.WOUND, Group.DYSFUNCTION, Group.AMPUTATION)
    for one in sorted(INJURIES, key=lambda i: order.index(i.group)):
        yield f".body-form:has(#{box_id(one.code)}:checked) .part-{one.part}"
