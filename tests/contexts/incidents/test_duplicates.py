"""Probable duplicates are decided by people, and nothing is merged."""

from dataclasses import replace
from datetime import date

import pytest

from commonground.core.incidents.duplicates import Verdict
from commonground.core.refusals import NotThere, NotUsable
from commonground.core.viewers import Grant, Viewer
from commonground.incidents.actions import duplicates as actions
from commonground.incidents.models import Pair, PairVerdict, VictimFacts
from commonground.incidents.queries import duplicates, figures
from commonground.incidents.queries.figures import Asked
from factories import accidents, country, people
from factories.accidents import MINE, OFFICER, WOMAN
from factories.country import AT, LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    country.make(4)
    accidents.entered(MINE, WOMAN)
    accidents.entered(replace(MINE, source="police", lon=17.403), WOMAN)
    accidents.entered(replace(MINE, source="police", since=date(2020, 1, 1)), WOMAN)
    assert actions.look(by=OFFICER, at=AT) == 1
    return Pair.objects.get()


def total() -> int:
    return figures.total(figures.groups(OFFICER, Asked())).total


def test_a_pair_is_proposed_once_with_its_reasons(pair):
    assert pair.reasons.split() == ["same-day", "places-near", "same-sex", "same-age", "same-outcome"]
    assert actions.look(by=OFFICER, at=LATER) == 0
    assert total() == 3, "a proposal changes no figure"


def test_a_decision_is_kept_and_can_be_taken_anew(pair):
    keep = pair.one.code
    actions.decide(pair.pk, Verdict.SAME, keep=keep, because="same papers", by=OFFICER, at=LATER)
    assert total() == 2
    found = duplicates.sides(OFFICER, pair.pk)
    assert [v.standing for v in found.victims] == ["counts", "same"] and found.victims[1].same_as == keep
    actions.decide(pair.pk, Verdict.SAME, keep=pair.other.code, by=OFFICER, at=LATER)
    assert [v.standing for v in duplicates.sides(OFFICER, pair.pk).victims] == ["same", "counts"]
    actions.decide(pair.pk, Verdict.DIFFERENT, by=OFFICER, at=LATER)
    assert total() == 3
    assert list(PairVerdict.objects.order_by("pk").values_list("verdict", flat=True)) == ["same", "same", "different"]
    assert VictimFacts.objects.count() == 3 + 4, "nothing was overwritten"


def test_who_counts_has_to_be_said(pair):
    with pytest.raises(NotUsable):
        actions.decide(pair.pk, Verdict.SAME, by=OFFICER, at=LATER)


def test_somebody_of_another_unit_sees_no_pair(pair):
    limited = Viewer(7, "limited", grants=(Grant("x", accidents.ALL, frozenset({"N2"})),))
    assert duplicates.pairs(limited) == ([], 0)
    with pytest.raises(NotThere):
        duplicates.sides(limited, pair.pk)
    mine = Viewer(7, "mine", grants=(Grant("x", accidents.ALL, frozenset({"N1"})),))
    assert duplicates.pairs(mine)[1] == 1


def test_the_pages_of_duplicates(client, pair):
    client.force_login(people.somebody("assistance"))
    assert client.get("/casualties/duplicates/").content.count(b"same day") == 1
    assert client.post("/casualties/duplicates/look/").status_code == 302
    at = f"/casualties/duplicates/{pair.pk}/"
    assert pair.other.code.encode() in client.get(at).content
    assert client.post(at, {"verdict": "same", "keep": pair.one.code, "because": "papers"}).status_code == 302
    assert b"papers" in client.get(at).content
    assert client.get("/casualties/duplicates/?verdict=same").content.count(b"same day") == 1
    assert pair.one.code.encode() in client.get(f"/victims/{pair.other.code}/").content
    client.force_login(people.somebody("planner"))
    assert client.get("/casualties/duplicates/").status_code == 403
    assert client.get(at).status_code == 404
