"""Reports in preparation: begun from last year's, written, reviewed, approved; publishing them is `publishing`'s."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from commonground.audit.actions import recorded
from commonground.core.dates import Period
from commonground.core.decisions import require
from commonground.core.publishing.content import Kind
from commonground.core.refusals import NotNow, NotThere, NotUsable
from commonground.core.treaty.answers import NOTHING, Answer, Answers, Cells, carried_over, cleaned
from commonground.core.treaty.forms import FORMS
from commonground.core.treaty.parts import Part, Section
from commonground.core.treaty.states import State, Verb
from commonground.land.queries import entries as ledger
from commonground.ordnance.queries import finds as ordnance
from commonground.reporting import access
from commonground.reporting.actions.held import allowed, hold, keep, step
from commonground.reporting.models import Return, ReturnRemark, code_of
from commonground.reporting.queries import returns
from commonground.reporting.queries.records import last_milestone

Typed = Mapping[str, tuple[str, list[Cells]]]  # part: what was typed into it, as text and as rows


def _named(result: int, *args: Any, **kwargs: Any) -> str:
    return code_of(result)


@recorded("reporting.return-started", about=_named)
def start_return(
    kind: Kind, period: Period, *, by: Any, at: datetime, known: int | None = None, contamination: str = "", level: int = 1,
    due: date | None = None,
) -> int:  # fmt: skip
    """Begin a report, drafted from the one before: what was written is carried over, marked, and waits to be confirmed."""
    require(access.may_draft(by))
    if period.start > period.end:
        raise NotUsable("reporting.period.backwards", start=period.start.isoformat(), end=period.end.isoformat())
    if known is not None and not 0 < known <= ledger.head():
        raise NotUsable("reporting.return.known-not-there", number=known)
    there = Return.objects.filter(kind=kind.value, start=period.start, end=period.end).exclude(state__in=[State.WITHDRAWN.value, State.PUBLISHED.value])  # fmt: skip
    if there.exists():
        raise NotNow("reporting.return.there-already", other=code_of(there.first().pk))
    last = returns.last_of(kind, period.start)
    answers = carried_over(FORMS[kind], returns.answers_of(last)) if last is not None else NOTHING
    made = Return.objects.create(
        kind=kind.value, start=period.start, end=period.end, known=known, contamination=contamination[:60], level=level, due=due,
        author=by.number, before=last, answers=answers.as_data(), made_at=at, changed_at=at,
    )  # fmt: skip
    keep(made, Verb.WRITE, by=by, at=at)
    return made.pk


def _section(found: Return, code: str) -> Section:
    section = returns.form_of(found).section(code)
    if section is None:
        raise NotThere("reporting.return.no-section", section=code[:20])
    return section


def _change(number: int, version: int, section: str, change: Callable[[Return, Section, Answers], Answers], *, by: Any, at: datetime) -> int:  # fmt: skip
    """Let a section of a draft say something else; the same again is no change."""
    found = hold(number, version, by=by)
    allowed(found, Verb.WRITE, by=by)
    before = returns.answers_of(found)
    after = change(found, _section(found, section), before).as_data()
    if after != before.as_data():
        found.answers = after
        step(found, Verb.WRITE, by=by, at=at, section=section)
    return number


@recorded("reporting.return-written", about=_named)
def write_answer(number: int, *, version: int, section: str, typed: Typed, by: Any, at: datetime) -> int:
    """Save what a section says. What was carried over and is saved counts as confirmed."""

    def change(found: Return, of: Section, answers: Answers) -> Answers:
        for part in of.parts:
            if part.by.is_written and part.key in typed:
                answer = cleaned(part, *typed[part.key])
                if not answer.says_something and answers.of_part(of.code, part.key).nil:
                    answer = Answer(nil=True)  # saved untouched: what was nil stays nil
                answers = answers.with_part(of.code, part.key, answer)
        return answers

    return _change(number, version, section, change, by=by, at=at)


@recorded("reporting.return-nil-confirmed", about=_named)
def confirm_nil(number: int, *, version: int, section: str, part: str, nil: bool = True, by: Any, at: datetime) -> int:
    """Say that there is nothing to report in a part; what it said is kept among the revisions. Or take that back."""

    def change(found: Return, of: Section, answers: Answers) -> Answers:
        _part(of, part)
        return answers.with_part(of.code, part, Answer(nil=nil))

    return _change(number, version, section, change, by=by, at=at)


@recorded("reporting.return-unchanged", about=_named)
def mark_unchanged(number: int, *, version: int, section: str, same: bool = True, by: Any, at: datetime) -> int:
    """Claim that a section is as it was last reported; its written parts are taken over. The figures are compared with that."""

    def change(found: Return, of: Section, answers: Answers) -> Answers:
        if found.before is None and same:
            raise NotUsable("reporting.return.nothing-before", section=of.code)
        if same:
            last = returns.answers_of(found.before)
            for part in of.parts:
                was = last.of_part(of.code, part.key)
                if part.by.is_written:
                    answers = answers.with_part(of.code, part.key, Answer(was.text, was.rows, was.nil))
        return answers.claiming(of.code, same)

    return _change(number, version, section, change, by=by, at=at)


def _part(section: Section, key: str) -> Part:
    found = next((p for p in section.parts if p.key == key), None)
    if found is None:
        raise NotThere("reporting.return.no-section", section=f"{section.code}/{key}"[:40])
    return found


@recorded("reporting.return-sent", about=_named)
def send_to_review(number: int, *, version: int, reviewers: Iterable[int] = (), by: Any, at: datetime) -> int:
    """Hand a report to be reviewed, when every section of it is complete. What was remarked counts as mended."""
    found = hold(number, version, by=by)
    allowed(found, Verb.SEND, by=by)
    ReturnRemark.objects.filter(of=found, resolved_at__isnull=True).update(resolved_at=at)
    found.reviewers = sorted({int(n) for n in reviewers})
    step(found, Verb.SEND, by=by, at=at)
    return number


@recorded("reporting.return-remarked", about=_named)
def remark(number: int, *, version: int, section: str, text: str, by: Any, at: datetime) -> int:
    """Say what is to be mended, at the section concerned."""
    found = hold(number, version, by=by)
    allowed(found, Verb.REMARK, by=by)
    if section:
        _section(found, section)
    if not text.strip():
        raise NotUsable("reporting.return.no-reason")
    ReturnRemark.objects.create(of=found, section=section, text=text.strip()[:1000], by=by.number, at=at)
    step(found, Verb.REMARK, by=by, at=at, section=section)
    return number


@recorded("reporting.return-returned", about=_named)
def send_back(number: int, *, version: int, because: str = "", by: Any, at: datetime) -> int:
    """Send a report back to be written on, with what was remarked."""
    found = hold(number, version, by=by)
    allowed(found, Verb.RETURN, by=by, because=because)
    if because.strip():
        ReturnRemark.objects.create(of=found, text=because.strip()[:1000], by=by.number, at=at)
    found.approved_by, found.approved_at, found.own = None, None, False
    step(found, Verb.RETURN, by=by, at=at, because=because)
    return number


@recorded("reporting.return-approved", about=_named)
def approve(number: int, *, version: int, by: Any, at: datetime) -> int:
    """Approve a report, by another than its author. From now on it is drawn from the ledger and the plan as they are known."""
    found = hold(number, version, by=by)
    found.known = found.known if found.known is not None else ledger.head()
    found.devices = found.devices if found.devices is not None else ordnance.head()
    found.plan = found.plan if found.plan is not None else last_milestone()
    allowed(found, Verb.APPROVE, by=by)
    found.approved_by, found.approved_at, found.own = by.number, at, found.author == by.number
    step(found, Verb.APPROVE, by=by, at=at)
    return number


def published(number: int, publication: int, *, by: Any, at: datetime) -> None:
    """Note that an approved report was published, and under which number. Called by the act of publishing, as part of it."""
    found = Return.objects.select_for_update().get(pk=access.return_for(by, number).pk)
    allowed(found, Verb.PUBLISH, by=by)
    found.publication = publication
    step(found, Verb.PUBLISH, by=by, at=at)


@recorded("reporting.return-withdrawn", about=_named)
def withdraw(number: int, *, version: int, because: str = "", by: Any, at: datetime) -> int:
    """Take a report back for good. It stays, with everything it said."""
    found = hold(number, version, by=by)
    allowed(found, Verb.WITHDRAW, by=by)
    step(found, Verb.WITHDRAW, by=by, at=at, because=because)
    return number
