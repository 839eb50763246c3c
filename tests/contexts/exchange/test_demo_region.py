"""The invented region in small: Albania's own steps in our database, its neighbours, the council and the fund made of the rules."""

from datetime import date

import pytest
from conftest_exchange import WHO
from peers import AT, Peer

from commonground.core.exchange import agreements, lines
from commonground.demo import region
from commonground.exchange import access
from commonground.exchange.models import Line
from commonground.land.models import Hazard
from commonground.land.queries import shared
from commonground.places import queries as places

pytestmark = pytest.mark.django_db
HAZARDS = 2


def test_albania_says_to_each_what_was_agreed_with_each(db, tmp_path):
    (tmp_path / "files").mkdir()
    step = region.Step("al", tmp_path, HAZARDS, WHO, AT)
    peers = {key: Peer(region.MEMBERS[key].node, start=10 * i + 1) for i, key in enumerate(("rs", "council", "fund"))}
    for key, peer in peers.items():
        step.file(f"{key}.card").write_bytes(peer.chain[0])
    region.begin(step)
    assert places.programme().invented and Hazard.objects.count() == HAZARDS
    assert step.partners() == list(peers)
    region.agree(step)
    for key, peer in peers.items():
        both = peer.countersign(step.file(f"al-{key}.signed").read_bytes())
        peer.agree(both)
        step.file(f"al-{key}.both").write_bytes(both)
    region.publish(step)
    heard = {key: peer.receive(step.file(f"al-{key}.smx").read_bytes()) for key, peer in peers.items()}
    told = {key: sorted({one.collection for one in known.values()}) for key, (_, known, _) in heard.items()}
    assert told == {
        "rs": ["hazard"],
        "council": ["open-land", "released-land", "zone-land", "zone-released"],
        "fund": ["release"],
    }
    cleared = [one for one in shared.released(shared.releases()) if one.day < "2007"]
    assert [one.m2 for one in cleared] == [pytest.approx(29 * 2_500, abs=3)], (
        "a twenty-fourth of the 1.74 km² of the programme"
    )
    for key, peer in peers.items():
        step.file(f"al-{key}.receipt").write_bytes(peer.receipt(heard[key][2]))
    region.confirm(step)
    assert all(access.feed(f"al-{key}", outgoing=True).confirmed for key in peers)
    region.talk(step)  # a hazard is released; Serbia has told nothing yet that could be linked
    region.publish(step)
    said = [
        lines.read(one.encode()) for one in Line.objects.filter(feed__agreement="al-rs").values_list("line", flat=True)
    ]
    assert [one.op.value for one in said] == ["put", "put", "policy", "withdraw"], (
        "its neighbour hears nothing of it any more"
    )


def test_every_agreement_of_the_region_can_be_signed_and_every_side_takes_part():
    for key in region.COUNTRIES:
        said = region.agreed_by(key, 6, date(2026, 12, 1))
        assert set(said) == {*region.neighbours(key), "council", "fund"}
        for text in said.values():
            found = agreements.read(text)
            assert found.publisher == region.MEMBERS[key].node
    done = [step for steps, _ in region.ORDER for step in steps]
    assert {*done, "addresses"} == set(region.STEPS) and all(
        set(nodes) <= set(region.MEMBERS) for _, nodes in region.ORDER
    )
