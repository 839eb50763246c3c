"""Every address of the pages, and who may call it. An address that is missing here fails, and so does one too many."""

import pytest
from django.urls import get_resolver

from factories import country, people

NOBODY, READER, OFFICER = "nobody", "reader", "officer"
# name: (an address, the least role that is answered with 200); nobody else is: they sign in or are refused.
TABLE = {
    "intake:imports": ("/import/", READER),
    "intake:rows": ("/import/rows/?hazard=SA-0001", READER),
    "intake:profile": ("/import/profiles/1/none.json", None),
    "intake:try": (f"/import/try/{'0' * 32}/", None),
    "intake:progress": (f"/import/try/{'0' * 32}/progress/", None),
    "intake:load": ("/import/999/", None),
    "intake:quarantine": ("/import/999/quarantine.csv", None),
    "intake:undo": ("/import/999/undo/", None),
    "fieldwork:reports": ("/reports/", OFFICER),
    "fieldwork:about": ("/reports/about/?hazard=SA-0001", OFFICER),
    "fieldwork:begin": ("/reports/new/", OFFICER),
    "fieldwork:report": ("/reports/999/", None),
    "fieldwork:forms": ("/reports/forms/survey/", None),
    "fieldwork:edit": ("/reports/999/edit/", None),
    "fieldwork:go-back": ("/reports/999/back/", None),
    "fieldwork:return": ("/reports/999/return/", None),
    "fieldwork:approve": ("/reports/999/approve/", None),
    "fieldwork:withdraw": ("/reports/999/withdraw/", None),
    "fieldwork:file": (f"/reports/999/files/{'0' * 64}/", None),
    "fieldwork:detach": (f"/reports/999/files/{'0' * 64}/remove/", None),
    "land:hazards": ("/hazards/", READER),
    "land:hazard": ("/hazards/SA-0001/", READER),
    "land:close": ("/hazards/NOT-THERE/close/", None),
    "land:work": ("/hazards/NOT-THERE/work/", None),
    "land:quality": ("/hazards/NOT-THERE/quality/", None),
    "land:shape": ("/hazards/SA-0001/shape.geojson", READER),
    "land:findings": ("/findings/", READER),
    "land:entry": ("/entries/1/", READER),
    "land:entry-shape": ("/entries/1/shape.geojson", READER),
    "reporting:home": ("/", READER),
    "reporting:day": ("/day/", READER),
    "reporting:statement": ("/statement/", READER),
    "reporting:atoms": ("/statement/flow/?line=closing", READER),
    "reporting:bridge": ("/statement/bridge/", READER),
}
# Addresses whose own slice or library says who may call them.
ELSEWHERE = ("ui:", "identity:", "geodata:", "account_", "set_language", "socialaccount_")


def names() -> set[str]:
    """The names of all addresses there are."""
    found: set[str] = set()

    def walk(patterns, space: str) -> None:
        for pattern in patterns:
            inner = getattr(pattern, "url_patterns", None)
            if inner is not None:
                walk(inner, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found.add(space + pattern.name)

    walk(get_resolver().url_patterns, "")
    return found


def test_every_address_is_in_the_table():
    assert {n for n in names() if not n.startswith(ELSEWHERE)} == set(TABLE)


@pytest.fixture
def made(db):
    """A country of four hazards."""
    return country.make(4)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_answers_only_whom_it_should(name, client, made, db):
    address, least = TABLE[name]
    away = client.get(address)
    assert away.status_code == 302, "nobody is sent to sign in"
    assert away.url.startswith("/account/login/?next=")
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 204
    assert part.headers["HX-Redirect"].startswith("/account/login/")
    for role in (READER, OFFICER):
        client.force_login(people.somebody(role, name=f"{role}-{name}"))
        status = client.get(address).status_code
        answered = least is not None and (least == READER or role == least)
        assert status == 200 if answered else status in (403, 404, 405), (role, status)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_without_a_programme_says_what_to_do(name, client, db):
    client.force_login(people.somebody("officer", name="early"))
    page = client.get(TABLE[name][0])
    assert page.status_code == 409
    assert b"commonground init" in page.content


@pytest.mark.parametrize("address", ["/import/", f"/import/try/{'0' * 32}/", "/import/999/undo/"])
def test_a_reader_may_change_nothing(address, client, made, db):
    client.force_login(people.somebody("reader"))
    assert client.post(address, {"what": "hazards"}).status_code in (403, 404)
    assert client.post("/hazards/").status_code == 405
