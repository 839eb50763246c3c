"""A site of its own for the journeys: a fresh file, the invented country, somebody for each role; run as a program.

Prints one line of JSON, {"port": …, "links": {name: one-time links}, "database": …}, and serves until it is ended.
"""

import json
import os
import sys
from dataclasses import replace
from datetime import timedelta

import django
import waitress
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


def desks(of_the_centre):
    """Who works here: a name, its roles, and for an operator's people the operator. The administrator is a whole programme."""
    yield "administrator", of_the_centre, ""
    yield "steward", ("administrator",), ""  # who has no other role
    yield from ((name, (name,), "") for name in ("reader", "officer", "operations", "quality", "planner", "auditor", "assistance", "education",
                                               "investigator"))  # fmt: skip
    yield from ((name, (name,), "Blue Spade") for name in ("reporter", "supervisor"))
    yield "provider", ("provider",), "valley-clinic"
    yield "other-supervisor", ("supervisor",), "Steady Hands"


def main(count: int) -> None:
    """Make the country in the database that COMMONGROUND_DATABASE names, and serve it."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.utils import timezone

    from commonground.core.dates import year as year_of
    from commonground.core.fieldwork.types import Type
    from commonground.core.publishing.content import Kind
    from commonground.demo import claims, publications
    from commonground.identity import actions as identity
    from commonground.identity import queries as people
    from commonground.organisations import actions as organisations
    from commonground.reporting.actions import returns
    from commonground.ui import catalogues
    from factories import accidents, country, exchange, plots, reports

    catalogues.compile_all()
    if count:
        country.make(count)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4, ident=None)
    port = server.effective_port
    links, viewers = {}, {}
    organisations.register(
        "valley-clinic", name="Clinic of the Valley", kind="other", by=people.operator_at_the_console()
    )
    for name, roles, organisation in desks(people.ROLES_OF_THE_CENTRE):
        password = "a long enough one" if name == "administrator" else None
        user = identity.make_account(name, password=password, roles=() if organisation else roles)
        if organisation:
            draft = identity.RoleDraft(*roles, organisation=organisation)
            identity.give_role(user, draft, by=people.operator_at_the_console(), at=timezone.now())
        # A link lasts ten minutes from its moment; all journeys of a run take longer than that.
        moment = timezone.now() + timedelta(hours=1)
        links[name] = [f"/enter/{identity.entry_link(user, at=moment)}/" for _ in range(120)]
        viewers[name] = people.viewer_for(user, on=timezone.localdate())
    if count:
        author = reports.viewer("reporter", name="author", organisation="Blue Spade")
        reports.submitted(Type.COMPLETION, reports.COMPLETION, by=author)
        reports.begun(Type.COMPLETION, {"hazards": "SA-0013"}, by=viewers["administrator"])
        for year in (2023, 2024):
            publications.publish(year, by=people.operator_at_the_console(), at=timezone.now(), languages=("en", "ar"))
        claims.make(2024, by=people.operator_at_the_console(), at=timezone.now())
        returns.start_return(Kind.APMBC_7, year_of(2020), by=viewers["planner"], at=timezone.now())
        for years in range(4):
            said = replace(accidents.MINE, since=accidents.MINE.since.replace(year=2022 + years))
            accidents.entered(said, accidents.WOMAN, *[accidents.BOY] * years)
        exchange.make(timezone.now())
        plots.make(writer=viewers["reporter"], approver=viewers["operations"])
    print(json.dumps({"port": port, "links": links, "database": os.environ["COMMONGROUND_DATABASE"]}), flush=True)
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
