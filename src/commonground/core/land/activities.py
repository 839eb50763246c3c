"""Which activity may produce which product (domain.md 2.2): the only thing that refuses an entry by its kind."""

from enum import StrEnum

from commonground.core.land.entries import Kind


class Activity(StrEnum):
    """Work on the ground, by the standard's names."""

    NTS = "nts"  # non-technical survey, desk assessment
    TS = "ts"  # technical survey
    CLEARANCE = "clearance"  # clearance, battle area clearance
    SPOT = "spot"  # explosive ordnance disposal spot task
    QC = "qc"
    HANDOVER = "handover"
    CORRECTION = "correction"
    NONE = ""  # records brought in without saying how they came about


MAY = {
    Activity.NTS: {Kind.RECORD, Kind.EXTEND, Kind.CANCEL, Kind.CONFIRM, Kind.RECLASSIFY, Kind.REOPEN, Kind.OPENING},
    Activity.TS: {Kind.REDUCE, Kind.CLEAR, Kind.CONFIRM, Kind.EXTEND, Kind.RECLASSIFY, Kind.REOPEN},
    Activity.CLEARANCE: {Kind.CLEAR, Kind.EXTEND, Kind.CONFIRM},
    Activity.SPOT: {Kind.REOPEN},
    Activity.QC: {Kind.REOPEN},
    Activity.HANDOVER: set(),
    Activity.CORRECTION: {Kind.VOID},
    Activity.NONE: {
        Kind.OPENING,
        Kind.RECORD,
        Kind.EXTEND,
        Kind.CONFIRM,
        Kind.RECLASSIFY,
        Kind.REOPEN,
        Kind.VOID,
        Kind.DESCRIBE,
    },
}
USUAL = {Kind.CANCEL: Activity.NTS, Kind.REDUCE: Activity.TS, Kind.CLEAR: Activity.CLEARANCE}


def may_produce(activity: Activity, kind: Kind) -> bool:
    """Whether an activity can do this to the land at all. Replacements are judged by what they do."""
    return kind in MAY[activity]
