"""Pages of the land."""

import pytest
from factories import country

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, django_user_model):
    user = django_user_model.objects.create(username="reader", role="reader")
    client.force_login(user)
    return client


def test_smoke(reader):
    made = country.make()
    for path in ["/", "/hazards/", "/hazards/?status=open&unit=N&findings=any&sort=-open", "/hazards/?format=csv", "/hazards/SA-0001/", "/hazards/SA-0006/", "/hazards/SA-0012/",
                 "/hazards/SA-0001/shape.geojson", "/hazards/SA-0001/shape.geojson?on=2020-01-01", "/findings/", "/findings/?code=land.entry.already-released", "/findings/?format=csv",
                 "/entries/1/", "/entries/1/shape.geojson", "/statement/?year=2020", "/statement/?year=2020&format=csv", "/statement/?year=2020&format=xlsx", "/statement/?format=json",
                 "/statement/?contamination=ap-mines&from=2019-01-01&to=2020-12-31", "/statement/?operator=Blue+Spade", f"/entries/{made.head}/",
                 "/statement/flow/?line=closing&year=2020", "/statement/flow/?line=cleared&year=2020&unit=N1&level=2", f"/statement/bridge/?old={made.first_head}&day=2026-06-01"]:
        for times in ("", "on=2021-05-01&known=90"):
            at = path + (("&" if "?" in path else "?") + times if times else "")
            answer = reader.get(at)
            print(answer.status_code, at, len(answer.content))
            assert answer.status_code in (200, 404), at
