"""`exchange`: what we say of a neighbour's records, what he says of ours, and the region as a council or a fund sees it."""

import json
from pathlib import Path

import click
from django.utils import timezone

from commonground.config.commands.exchanging import exchange
from commonground.core.exchange.talk import Confidence, Decision, Kind
from commonground.core.refusals import NotUsable
from commonground.exchange.actions import regional, talking
from commonground.exchange.queries import region as seeing
from commonground.exchange.queries import talk
from commonground.identity import queries as identity

READ = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = click.Choice([one.value for one in Kind])
SURE = click.Choice([one.value for one in Confidence])


def _acting() -> dict:
    return {"by": identity.operator_at_the_console(), "at": timezone.now()}


@exchange.command(epilog="Example: commonground --database al.cground exchange link AL-12 2xk4… --kind same")
@click.argument("code")
@click.argument("ident")
@click.option(
    "--kind", type=KINDS, default=Kind.SAME.value, show_default=True, help="What the two have to do with each other."
)
@click.option("--confidence", type=SURE, default=Confidence.MEDIUM.value, show_default=True, help="How sure you are.")
@click.option("--reason", default="", help="Why, in a sentence; no places and no names of people.")
@click.option("--withdraw", is_flag=True, help="Say it no longer.")
@click.pass_obj
def link(out, code, ident, kind, confidence, reason, withdraw):
    """Say what a hazard of ours and a record of theirs have to do with each other. It holds when they say the same."""
    if withdraw:
        talking.unlink(code, ident, **_acting())
    else:
        talking.link(code, ident, Kind(kind), Confidence(confidence), reason, **_acting())
    out.answer({"record": code, "theirs": ident, "withdrawn": withdraw}, "It leaves with the next file.")


@exchange.command(epilog="Example: commonground --database al.cground exchange links")
@click.pass_obj
def links(out):
    """The state of every link: what both say, what one side says, and where they differ."""
    found = talk.link_cards()
    said = [
        {"partner": c.partner, "ours": c.ours.name if c.ours else None, "theirs": c.their_id, "state": c.link.state.value,
         "kind": c.link.kind.value if c.link.kind else None, "we_say": [a.kind.value for a in c.link.we_say],
         "they_say": [a.kind.value for a in c.link.they_say], "waiting": c.waiting}
        for c in found
    ]  # fmt: skip
    rows = [
        (s["partner"], s["ours"] or "", s["theirs"], s["state"], ", ".join(s["we_say"]), ", ".join(s["they_say"]))
        for s in said
    ]
    out.table("Links", ["Partner", "Ours", "Theirs", "State", "We say", "They say"], rows)
    out.answer({"links": said}, f"{len(said)} links.")


@exchange.command(
    epilog="Example: commonground --database al.cground exchange propose 2xk4… --value status=released --reason cleared"
)
@click.argument("ident")
@click.option(
    "--value", "values", multiple=True, metavar="FIELD=VALUE", help="What a field should say; may be given again."
)
@click.option("--shape", type=READ, metavar="FILE", help="The perimeter that it should have (a GeoJSON geometry).")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.pass_obj
def propose(out, ident, values, shape, reason):
    """Suggest a change to a record of theirs. They decide; nothing changes here or there by it."""
    said = {}
    for one in values:
        field, _, value = one.partition("=")
        said[field] = int(value) if value.isdecimal() else value
    try:
        drawn = json.loads(shape.read_text("utf-8")) if shape else None
    except ValueError as error:
        raise NotUsable("exchange.talk.unusable", code="geometry") from error
    made = talking.propose(ident, said, drawn, reason, **_acting())
    out.answer({"number": made.pk, "base": made.base}, "It leaves with the next file.")


@exchange.command(epilog="Example: commonground --database al.cground exchange inbox")
@click.pass_obj
def inbox(out):
    """What others propose for our records, and what became of it."""
    said = [
        {"partner": c.partner, "proposal": c.ident, "record": c.ours.name if c.ours else None, "values": dict(c.values),
         "perimeter": c.shape is not None, "reason": c.reason, "current": c.is_current, "answer": c.answer or None}
        for c in talk.inbox()
    ]  # fmt: skip
    rows = [
        (s["partner"], s["record"] or "", s["proposal"], json.dumps(s["values"]), s["reason"], s["answer"] or "")
        for s in said
    ]
    out.table("Proposals", ["Partner", "Record", "Proposal", "Values", "Reason", "Answer"], rows)
    out.answer({"proposals": said}, f"{sum(s['answer'] is None for s in said)} wait for an answer.")


@exchange.command(epilog="Example: commonground --database al.cground exchange decide 7qw2… accepted")
@click.argument("ident")
@click.argument("decision", type=click.Choice([one.value for one in Decision]))
@click.option("--reason", default="", help="Why, in a sentence.")
@click.pass_obj
def decide(out, ident, decision, reason):
    """Answer a proposal. It books nothing: what was accepted is booked like everything else, by somebody with a name."""
    talking.decide(ident, Decision(decision), reason, **_acting())
    out.answer({"proposal": ident, "decision": decision}, "The answer leaves with the next file.")


@exchange.command(
    epilog="Example: commonground --database council.cground exchange term amc.example.al contamination AP ap-mines"
)
@click.argument("partner")
@click.argument("field")
@click.argument("code")
@click.argument("term", required=False, default="")
@click.pass_obj
def term(out, partner, field, code, term):
    """Say what a code of a country is in the region; without a term it is taken out of the table, and shown as unmapped."""
    regional.map_term(partner, field, code, term, **_acting())
    out.answer({"partner": partner, "field": field, "code": code, "term": term or None}, "Said.")


@exchange.command(epilog="Example: commonground --database council.cground exchange region")
@click.option("--year", type=int, help="The year whose releases are shown; this one where none is given.")
@click.pass_obj
def region(out, year):
    """The region as its countries share it: open land counted once, releases of a year, and how long it may take."""
    seen = seeing.seen(timezone.now(), year)
    rows = [
        (
            c.name,
            c.fresh.code.value,
            c.balance.open.least,
            c.balance.hazards,
            str(c.countdown.earliest or "") if c.countdown else "",
        )
        for c in seen.countries
    ]
    out.table("Region", ["Country", "Fresh", "Open m2, at least", "Hazards", "Not before"], rows)
    total = {"least": seen.total.open.least, "most": seen.total.open.most, "taken_off": seen.total.taken_off.least}
    said = [
        {"country": c.name, "fresh": c.fresh.code.value, "open": [c.balance.open.least, c.balance.open.most], "hazards": c.balance.hazards}
        for c in seen.countries
    ]  # fmt: skip
    out.answer(
        {"year": seen.year, "countries": said, "open": total, "stale": seen.stale},
        f"{total['least']:,} m² open; {total['taken_off']:,} m² counted once instead of twice.",
    )


COMMANDS = (exchange,)
