"""A site of its own for the journeys: a fresh file, the invented country, three people; run as a program.

Prints one line of JSON, {"port": …, "links": {name: one-time link}}, and serves until it is ended.
"""

import json
import sys

import django
import waitress
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


def main(count: int) -> None:
    """Make the country in the database that COMMONGROUND_DATABASE names, and serve it."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.utils import timezone

    from commonground.core.fieldwork.types import Type
    from commonground.identity import actions as identity
    from commonground.identity import queries as people
    from commonground.ui import catalogues
    from factories import country, reports

    catalogues.compile_all()
    if count:
        country.make(count)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4, ident=None)
    port = server.effective_port
    links = {}
    for role in ("reader", "officer", "administrator"):
        roles = people.ROLES_OF_THE_CENTRE if role == "administrator" else (role,)
        password = "a long enough one" if role == "administrator" else None
        user = identity.make_account(role, password=password, roles=roles)
        links[role] = [f"/enter/{identity.entry_link(user, at=timezone.now())}/" for _ in range(60)]
    if count:
        author = reports.viewer("reporter", name="author", organisation="Blue Spade")
        reports.submitted(Type.COMPLETION, reports.COMPLETION, by=author)
        administrator = people.viewer_for(user, on=timezone.localdate())
        reports.begun(Type.COMPLETION, {"hazards": "SA-0013"}, by=administrator)
    print(json.dumps({"port": port, "links": links}), flush=True)
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
