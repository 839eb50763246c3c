"""The pictures of states in docs/states, drawn from the transitions in the core: `python tests/architecture/states.py`."""

from collections.abc import Iterable
from pathlib import Path

from commonground.core.fieldwork import states as report
from commonground.core.incidents import investigation, referral
from commonground.core.land import states as land
from commonground.core.land import work
from commonground.core.privacy import states as tables
from commonground.core.treaty import states as returns

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "states"
Row = tuple[str, str, str, str]  # from, to, by what, under which conditions


def diagram(rows: Iterable[Row], first: str, lasts: Iterable[str]) -> str:
    """A state diagram that the forge draws, and the same as a table for whoever reads the text."""
    rows = list(rows)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {_id(first)}"]
    seen = dict.fromkeys(name for a, b, *_ in rows for name in (a, b))
    lines += [f"    {_id(name)}: {name}" for name in seen]
    lines += [f"    {_id(a)} --> {_id(b)}: {what}" for a, b, what, _ in rows]
    lines += [f"    {_id(name)} --> [*]" for name in lasts]
    table = ["| From | To | By | Only where |", "|---|---|---|---|"]
    table += [f"| {a} | {b} | {what} | {where or '–'} |" for a, b, what, where in rows]
    return "\n".join([*lines, "```", "", *table, ""])


def _id(name: str) -> str:
    return name.replace("-", "_")


def _guards(guards: Iterable) -> str:
    return "; ".join((g.__doc__ or g.__name__).strip().split("\n")[0].rstrip(".") for g in guards)


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    steps = [(t.source.value, t.target.value, t.verb.value, _guards(t.guards)) for t in report.TRANSITIONS]
    sent = [(t.source.value, t.target.value, t.verb.value, _guards(t.guards)) for t in returns.TRANSITIONS]
    found = [(t.source.value, t.target.value, t.verb.value, _guards(t.guards)) for t in investigation.TRANSITIONS]
    outs = [(t.source.value, t.target.value, t.verb.value, _guards(t.guards)) for t in tables.TRANSITIONS]
    referred = [(t.source.value, t.target.value, t.verb.value, _guards(t.guards)) for t in referral.TRANSITIONS]
    works = [(t.source.value, t.target.value, t.needs, _guards(t.guards)) for t in work.TRANSITIONS]
    lands = [(a.value, b.value, needs, "") for a, b, needs in land.TRANSITIONS]
    made = "Drawn from the source by `python tests/architecture/states.py`; a test fails when it is stale.\n"
    return {
        "report.md": f"# Where a report stands\n\n{made}\nFrom `core.fieldwork.states`. Somebody else than the author approves, "
        "or the author where the programme lets one person do both, and then it is marked.\n\n"
        + diagram(steps, "draft", ("booked", "withdrawn")),
        "return.md": f"# Where a report in preparation stands\n\n{made}\nFrom `core.treaty.states`. Somebody else than the author "
        "approves, or the author where the programme lets one person do both, and then it is marked.\n\n"
        + diagram(sent, "draft", ("published", "withdrawn")),
        "investigation.md": f"# How far an investigation has come\n\n{made}\nFrom `core.incidents.investigation`, after IMAS 10.60. It looks for "
        "causes, not for somebody to blame.\n\n" + diagram(found, "notified", ("closed",)),
        "referral.md": f"# Where a referral of a victim stands\n\n{made}\nFrom `core.incidents.referral`. The provider sees it while it is sent, accepted "
        "or in service, and only as long as the consent holds: withdrawn, it ends at once.\n\n"
        + diagram(referred, "draft", [s.value for s in referral.ENDED]),
        "release.md": f"# How a table about people is released\n\n{made}\nFrom `core.privacy.states`. Nobody lets out what they asked for "
        "themselves, whatever the programme.\n\n" + diagram(outs, "asked", ("released", "refused", "withdrawn")),
        "hazard.md": f"# Where a hazard stands\n\n{made}\n## The land\n\nFrom `core.land.states`; it follows from the entries, and only "
        "closing is an act of its own.\n\n" + diagram(lands, "unrecorded", ())
        + "\n## The work\n\nFrom `core.land.work`, beside the accounts. Quality control (passed, conditional, failed) is a stamp "
        "beside the state of work.\n\n" + diagram(works, "waiting", ("handed-over",)),
    }  # fmt: skip


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
