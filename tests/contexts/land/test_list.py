"""One filter for list, map and files; columns and views that are kept; acts on many that are shown before they are done."""

import csv
import io
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from commonground.audit.models import Event
from commonground.core.dates import Times
from commonground.core.land.drafts import Draft
from commonground.core.land.entries import Kind
from commonground.land.actions import ledger
from commonground.land.models import Hazard, LedgerEntry, Naming, Selection, View
from commonground.land.queries import filters, hazards
from factories import country, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return country.make(60)


@pytest.fixture
def officer_in(client, made):
    client.force_login(people.somebody("officer"))
    return client


def codes(page) -> list[str]:
    return [row.key for row in page.context["table"].rows]


def left(query: str, times: Times = Times()) -> set[str]:  # noqa: B008 a frozen value
    return {code for _pk, code in hazards.matching(filters.filter_of(QueryDict(query)), times)}


def test_a_filter_survives_its_own_address():
    """What is sent is what is seen: an address read, written and read again is the same filter."""
    query = (
        "q=lipa&status=confirmed&status=open&work=waiting&contamination=mines&contamination=erw&unit=N&operator=Blue+Spade&donor=state"
        "&flag=military&when=any&since=2020-01-01&until=2021-01-01&least=10&most=99999&findings=error&code=SA-1&code=SA-2"
        "&area=17.0,44.0+17.5,44.0+17.5,44.2&selection=7"
    )
    once = filters.filter_of(QueryDict(query))
    assert all(getattr(once, name) != getattr(filters.ALL, name) for name in filters.NAMES), once
    assert filters.filter_of(QueryDict(urlencode(filters.pairs_of(once)))) == once


@pytest.mark.parametrize(
    "query", ["status=nonsense", "least=-4", "since=yesterday", "area=1,2 3", "area=999,0 1,1 2,2", "selection=x"]
)
def test_what_makes_no_sense_is_left_out(query):
    assert filters.filter_of(QueryDict(query)) == filters.ALL


def test_several_of_a_kind_are_either_of_them(made):
    both = left("status=confirmed&status=released")
    assert (
        both == left("status=confirmed") | left("status=released")
        and left("status=confirmed")
        and left("status=released")
    )
    assert left("contamination=erw&contamination=mines") == left("contamination=erw") | left("contamination=mines")
    assert left("status=open&contamination=erw") == left("status=open") & left("contamination=erw")


def test_a_donor_is_who_paid_for_it(made):
    entry = LedgerEntry.objects.exclude(donor="").first()
    theirs = set(Naming.objects.filter(entry__donor=entry.donor).values_list("hazard__code", flat=True))
    found = left(f"donor={entry.donor}")
    assert found and found <= theirs
    assert filters.pairs_of(filters.filter_of(QueryDict(f"donor={entry.donor}"))) == [("donor", entry.donor)]


def test_an_operator_is_whose_work_counts(made):
    theirs = {
        r for e in LedgerEntry.objects.filter(operator="Blue Spade", kind__in=("clear", "cancel", "reduce"))
        for r in Naming.objects.filter(entry_id=e.pk).values_list("hazard__code", flat=True)
        if not LedgerEntry.objects.filter(corrects=e.hash).exists()
    }  # fmt: skip
    assert left("operator=Blue+Spade") == theirs and theirs
    one = (
        LedgerEntry.objects.filter(operator="Blue Spade")
        .exclude(hash__in=LedgerEntry.objects.exclude(corrects="").values("corrects"))
        .first()
    )
    code = Naming.objects.get(entry_id=one.pk).hazard.code
    alone = (
        LedgerEntry.objects.filter(
            operator="Blue Spade", pk__in=Naming.objects.filter(hazard__code=code).values("entry_id")
        ).count()
        == 1
    )
    before = LedgerEntry.objects.order_by("-number").first().number
    ledger.void([one.hash], document="QA-9", because="not theirs", by=country.OFFICER, at=country.LATER)
    assert alone and code not in left("operator=Blue+Spade")
    assert code in left("operator=Blue+Spade", Times(known=before))


def test_days_are_of_the_first_the_last_or_any_entry(made):
    since, until = date(2018, 1, 1), date(2019, 12, 31)
    for when in ("first", "last"):
        wanted = set(Hazard.objects.filter(**{f"{when}_on__range": (since, until)}).values_list("code", flat=True))
        assert left(f"when={when}&since=2018-01-01&until=2019-12-31") == wanted and wanted
    assert left("when=any&since=2018-01-01&until=2019-12-31") >= left("when=last&since=2018-01-01&until=2019-12-31")


def test_unknown_is_never_small(made):
    """SA-0012 is open and nobody knows how large: it is neither at least nor at most of any size."""
    assert "SA-0012" in left("status=open")
    assert "SA-0012" not in left("most=1000000000") and "SA-0012" not in left("least=0&most=5&status=open")
    assert left("least=100000&status=open") == set(
        Hazard.objects.filter(open_m2__gte=100_000).values_list("code", flat=True)
    )


def test_a_hazard_is_found_by_its_former_name(made):
    card = ledger.HazardCard("SA-0001", "Novi Most", "mines", "", "")
    draft = Draft(kind=Kind.RECORD, on=date(2024, 5, 5), hazards=("SA-0001",), document="NTS-X", stated_m2=5)
    Hazard.objects.filter(code="SA-0001").update(name="Đurđevo Polje 9", folded="sa-0001 durdevo polje 9")
    ledger.book([draft], by=country.OFFICER, at=country.LATER, hazards=[card])
    assert "SA-0001" in left("q=novi+most") and "SA-0001" in left("q=Ђурђево+Поље+9")


def test_an_area_takes_the_land_that_it_meets(made):
    assert left("area=16,43 19,43 19,45 16,45") == set(
        Naming.objects.filter(entry__shape__isnull=False).values_list("hazard__code", flat=True)
    )
    west, east = left("area=16,43 17.6,43 17.6,45 16,45"), left("area=17.6,43 19,43 19,45 17.6,45")
    assert west and east and len(west & east) < 5
    assert left("area=1,1 2,1 2,2") == set()
    # A triangle is less than its box.
    assert left("area=16,43 19,43 16,45") < left("area=16,43 19,43 19,45 16,45")


def test_columns_are_chosen_ordered_and_kept(officer_in):
    places = {
        "show-code": "on",
        "place-code": 1,
        "show-last": "on",
        "place-last": 2,
        "show-name": "on",
        "place-name": 3,
    }
    assert (
        officer_in.post("/hazards-columns/", {**places, "query": "status=open&columns=code"}).url
        == "/hazards/?status=open"
    )
    page = officer_in.get("/hazards/?status=open")
    assert [c.sort for c in page.context["table"].columns] == ["code", "last", "name"]
    other = officer_in.get("/hazards/?columns=code,operators,work")
    assert [c.sort for c in other.context["table"].columns] == ["code", "operators", "work"]
    rows = list(
        csv.reader(
            io.StringIO(officer_in.get("/hazards/?status=open&format=csv&sort=-code").content.decode("utf-8-sig"))
        )
    )
    assert rows[0] == ["code", "last_on", "name"] and rows[1][0] == max(left("status=open"))


@pytest.mark.parametrize("sort", sorted(hazards.SORTS))
def test_the_list_is_sorted_by_any_column(officer_in, sort):
    for way in ("", "-"):
        assert len(codes(officer_in.get(f"/hazards/?sort={way}{sort}"))) == hazards.PAGE
        assert codes(officer_in.get(f"/hazards/?sort={way}{sort}&on=2020-01-01")) != []


def test_views_are_kept_renamed_shared_and_thrown_away(officer_in, client):
    officer_in.post(
        "/hazards-views/", {"do": "keep", "name": "Ours", "query": "status=open&sort=-open&bad=1", "shared": "on"}
    )
    view = View.objects.get(name="Ours")
    assert view.query == "status=open&sort=-open" and view.shared
    page = officer_in.get("/hazards/")
    (one,) = page.context["views"]
    assert codes(officer_in.get(one["href"])) == codes(officer_in.get("/hazards/?status=open&sort=-open"))
    officer_in.post("/hazards-views/", {"do": "rename", "view": view.pk, "name": "Theirs"})
    assert View.objects.get(pk=view.pk).name == "Theirs"
    client.force_login(people.somebody("reader"))
    assert [v["view"].own for v in client.get("/hazards/").context["views"]] == [False]
    assert client.post("/hazards-views/", {"do": "drop", "view": view.pk}).status_code == 404
    assert client.post("/hazards-views/", {"do": "keep", "name": "x", "shared": "on"}).status_code == 403
    client.force_login(people.User.objects.get(username="officer"))
    client.post("/hazards-views/", {"do": "drop", "view": view.pk})
    assert not View.objects.filter(pk=view.pk).exists()


def test_nothing_happens_to_many_before_it_was_shown(officer_in):
    asked = {"act": "flag", "flag": "military", "code": ["SA-0001", "SA-0002", "NOT-1"], "query": "status=open"}
    before = list(Hazard.objects.order_by("pk").values_list("flag", flat=True))
    shown = officer_in.post("/hazards-together/", asked)
    plan = shown.context["plan"]
    assert [o.code for o in plan.refused] == ["NOT-1"] and [o.code for o in plan.changing] == ["SA-0002"]
    assert list(Hazard.objects.order_by("pk").values_list("flag", flat=True)) == before
    done = officer_in.post("/hazards-together/", {**asked, "confirmed": plan.digest})
    assert done.url == "/hazards/?status=open"
    assert Hazard.objects.get(code="SA-0002").flag == "military"
    event = Event.objects.get(what="land.flag-set")
    assert event.about == "SA-0002" and (event.before, event.after) == ({"flag": ""}, {"flag": "military"})


def test_what_would_be_otherwise_by_now_is_shown_again(officer_in):
    asked = {"act": "contamination", "contamination": "ied", "code": ["SA-0001", "SA-0002"]}
    digest = officer_in.post("/hazards-together/", asked).context["plan"].digest
    Hazard.objects.filter(code="SA-0002").update(contamination="ied")
    again = officer_in.post("/hazards-together/", {**asked, "confirmed": digest})
    assert again.status_code == 200 and again.context["otherwise"]
    assert Hazard.objects.get(code="SA-0001").contamination != "ied"


def test_many_are_refused_each_with_its_reason(client, made):
    north = people.somebody("officer", unit="N")
    client.force_login(north)
    outside = Hazard.objects.filter(code__in=left("unit=S")).first().code
    inside = Hazard.objects.filter(code__in=left("unit=N"), flag="").first().code
    asked = {"act": "flag", "flag": "inaccessible", "code": [outside, inside]}
    plan = client.post("/hazards-together/", asked).context["plan"]
    assert [(o.code, o.refusal.code) for o in plan.refused] == [(outside, "land.hazard.not-there")]
    people.Assignment.objects.create(user=north, role="reader")  # sees the whole country, and books in a part of it
    plan = client.post("/hazards-together/", asked).context["plan"]
    assert [(o.code, o.refusal.code) for o in plan.refused] == [(outside, "identity.permission.other-units")]
    assert [o.code for o in plan.changing] == [inside]


def test_more_than_one_act_takes_is_said(officer_in, monkeypatch):
    from commonground.land.queries import together as plans

    asked = {"act": "flag", "flag": "inaccessible", "all": "on", "query": "status=confirmed&unit=N"}
    assert "left out" not in officer_in.post("/hazards-together/", asked).content.decode()
    monkeypatch.setattr(plans, "MOST", 2)
    page = officer_in.post("/hazards-together/", asked)
    whole = sorted(left("status=confirmed&unit=N"))
    assert page.context["codes"] == whole[:2] and page.context["beyond"] == len(whole) - 2 > 0
    assert f"{len(whole) - 2} more are left out" in page.content.decode()


def test_a_selection_is_a_filter_that_can_be_sent(officer_in):
    asked = {"act": "selection", "selection": "To visit", "all": "on", "query": "status=confirmed&unit=N"}
    page = officer_in.post("/hazards-together/", asked)
    officer_in.post(
        "/hazards-together/", {**asked, "code": page.context["codes"], "confirmed": page.context["plan"].digest}
    )
    chosen = Selection.objects.get(name="To visit")
    assert left(f"selection={chosen.pk}") == left("status=confirmed&unit=N") != set()
    only = officer_in.post(
        "/hazards-together/", {"act": "flag", "do": "only", "code": ["SA-0003", "SA-0004"], "query": "sort=-code"}
    )
    assert codes(officer_in.get(only.url)) == ["SA-0004", "SA-0003"]


def test_a_hazard_is_shown_beside_the_list(officer_in):
    part = officer_in.get("/hazards/SA-0013/", headers={"HX-Request": "true", "HX-Target": "beside"})
    assert b"<html" not in part.content and b"SA-0013" in part.content and b"Open the hazard" in part.content
    assert b"<html" in officer_in.get("/hazards/SA-0013/").content


def test_the_map_leaves_out_what_the_list_leaves_out(officer_in):
    whole, some = (officer_in.get(f"/geodata/extent/{query}").json()["bounds"] for query in ("", "?code=SA-0001"))
    assert whole[0] <= some[0] < some[2] <= whole[2] and some != whole
    assert officer_in.get("/geodata/extent/?code=SA-0012").json() == {"bounds": None}
    page = officer_in.get("/map/?status=confirmed&findings=error").content.decode()
    assert "mvt?status=confirmed&amp;findings=error" in page and "of 60 hazards" in page
