"""Books one entry after another and says each acknowledged number, until somebody ends it. Run by `test_killed`."""

import sys
from datetime import UTC, date, datetime

import django


def main() -> None:
    django.setup()
    import shapely

    from commonground.core.land.activities import Activity
    from commonground.core.land.drafts import Draft
    from commonground.core.land.entries import Kind
    from commonground.core.viewers import Viewer
    from commonground.land.actions import ledger

    by = Viewer(None, "officer", frozenset({"land.book"}))
    start = int(sys.argv[1])
    for i in range(start, start + 100_000):
        x, y = 300.0 * (i % 40), 300.0 * (i // 40 % 40)
        drafts = [
            Draft(
                kind=Kind.RECORD,
                on=date(2020, 1, 1),
                hazards=(f"K-{i}",),
                document="K",
                shape=shapely.box(x, y, x + 200, y + 200),
            )
        ]
        if i % 3:
            drafts.append(Draft(kind=Kind.CLEAR, on=date(2020, 2, 1), hazards=(f"K-{i}",), document="K", activity=Activity.CLEARANCE,
                                shape=shapely.box(x, y, x + 90, y + 200)))  # fmt: skip
        print(ledger.book(drafts, by=by, at=datetime(2026, 1, 1, tzinfo=UTC)).last, flush=True)


if __name__ == "__main__":
    main()
