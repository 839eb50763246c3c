"""What is being done about a hazard, as its page shows it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonground.core.land.work import TRANSITIONS, Act, Work
from commonground.land import access
from commonground.land.forms import QualityForm, WorkForm
from commonground.land.models import Hazard
from commonground.land.queries import work as noted
from commonground.ui import parts
from commonground.ui.trade import RECEIVERS, RESULTS, WORKS, word

ACTS = {
    Work.WORKED_ON: _("Work goes on"),
    Work.SUSPENDED: _("Suspend the work"),
    Work.HANDED_OVER: _("Hand the land over"),
}


def pieces(
    request: HttpRequest, row: Hazard, work_form: WorkForm | None = None, quality_form: QualityForm | None = None
) -> dict[str, Any]:
    """What the hazard's page says about the work: its state, its log, and what can be written down."""
    today = timezone.localdate()
    now = Work(row.work)
    ways = []
    for target in (t.target for t in TRANSITIONS if t.source is now and t.target in ACTS):
        # Asked as if the form were filled in: what the form still has to say is no reason to switch the button off.
        filled = Act(today, today, "…", "…", "…", row.worked_on)
        ways.append((target.value, ACTS[target], access.may_work(request.viewer, row, target, filled)))
    return {
        "work": word(WORKS, row.work),
        "work_ways": ways,
        "work_form": work_form or WorkForm(initial={"on": today}),
        "quality_form": quality_form or QualityForm(initial={"on": today}),
        "may_check": access.may_here(request.viewer, "land.quality", row),
        "may_report": bool(request.viewer.may("fieldwork.report")),
        "may_see_rows": bool(request.viewer.may("intake.see")),
        "may_see_reports": bool(request.viewer.may("fieldwork.see")),
        "work_log": [_event(one) for one in noted.log(row.pk)],
    }


def _event(one: noted.Noted) -> parts.Event:
    if one.result:
        title = _("Quality control: %(result)s") % {"result": word(RESULTS, one.result)}
    else:
        title = word(WORKS, one.work)
    receiver = word(RECEIVERS, one.receiver) if one.receiver else ""
    words = [one.document, receiver, one.because]
    return parts.Event(one.on, title, "", " · ".join(str(w) for w in words if w))
