"""A programme is known by its name, and called as people call it: on pages, and nowhere else."""

import pytest
from conftest_exchange import WHO
from peers import AT

from commonground.core.refusals import NotThere
from commonground.core.viewers import Viewer
from commonground.exchange.actions import nodes
from commonground.exchange.queries import overview
from factories.people import somebody

pytestmark = pytest.mark.django_db
THEM = "mac.example.rs"


def called():
    return overview.partners(AT, THEM)[0].called


def test_it_is_called_as_somebody_said_and_by_its_name_until_then(client, neighbour):
    assert called() == THEM
    client.force_login(somebody("officer", "administrator", name="everybody"))
    assert client.post(f"/exchange/partners/{THEM}/act/", {"act": "call", "label": " Serbia "}).status_code == 302
    assert called() == "Serbia"
    page = client.get(f"/exchange/partners/{THEM}/").content.decode()
    assert "<title>Serbia" in page and THEM in page
    assert "Serbia" in client.get("/exchange/").content.decode()
    nodes.call(THEM, "", by=WHO, at=AT)
    assert called() == THEM


def test_not_by_everybody_and_not_of_nobody(neighbour):
    with pytest.raises(Exception, match="not-yours"):
        nodes.call(THEM, "x", by=Viewer(None, "x", frozenset({"exchange.see"})), at=AT)
    with pytest.raises(NotThere):
        nodes.call("nobody.example.org", "x", by=WHO, at=AT)
