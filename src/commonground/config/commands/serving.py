"""`serve` and `demo`: the pages on this machine."""

import threading
import time
import webbrowser
from dataclasses import asdict

import click
import waitress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.utils import timezone

from commonground.config import background
from commonground.core.refusals import NotNow
from commonground.demo import country
from commonground.exchange.actions import tending
from commonground.identity import actions as identity
from commonground.identity import queries as people
from commonground.incidents import jobs as incidents
from commonground.intake.actions import uploads
from commonground.places import queries as places
from commonground.store import erasures
from commonground.store.second import second

LOOK_EVERY_S = 300.0  # whether a new day has come


@click.command(epilog="Example: commonground --database bih.cground serve --port 8765")
@click.option("--port", type=int, default=8765, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Only this machine, unless you say otherwise.")
@click.option("--browser/--no-browser", default=False, help="Open the page in a browser.")
@click.option("--threads", type=int, default=4, show_default=True)
@click.pass_obj
def serve(out, port, host, browser, threads):
    """Show the programme in a browser on this machine; prints a one-time link that signs you in."""
    call_command("migrate", verbosity=0, interactive=False)
    places.programme()  # refuses, with what to do, where there is none
    erasures.replay()
    uploads.clear_abandoned(by=people.operator_at_the_console(), at=timezone.now())
    _do_what_a_day_brings()
    token = identity.entry_link(identity.local_user(), at=timezone.now())
    link = f"http://{host}:{port}/enter/{token}/"
    out.answer({"link": link}, f"Open this link once: {link}", "Stop with Ctrl+C.")
    if browser:
        webbrowser.open(link)
    threading.Thread(target=tend_every_day, args=(threading.Event(),), name="tend", daemon=True).start()
    second.allow()
    try:
        waitress.serve(get_wsgi_application(), host=host, port=port, threads=threads, ident=None, _quiet=True)
    finally:
        second.end()


def tend_every_day(stop: threading.Event, every: float = LOOK_EVERY_S) -> None:
    """Agreements end and people are to be forgotten on a day, and pages may be served for months: on each new day what it brings is
    done, as it was at the start. Where somebody else is writing, the next look does it."""
    done = timezone.localdate()
    while not stop.wait(every):
        if timezone.localdate() == done:
            continue
        try:
            _do_what_a_day_brings()
            done = timezone.localdate()
        except OperationalError:
            continue
        finally:
            connections.close_all()


def _do_what_a_day_brings() -> None:
    by, at = people.operator_at_the_console(), timezone.now()
    incidents.forget_due(today=timezone.localdate(), by=by, at=at, patiently=False)
    tending.tend(by=by, at=at)


@click.command(
    epilog="""\b
Examples (with the server's settings in the environment):
  commonground --database postgresql://cg@localhost/bih work
  commonground --database postgresql://cg@localhost/bih --json work --once"""
)
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
@click.option("--every", type=click.FloatRange(min=0.1), default=1.0, show_default=True, metavar="SECONDS",
              help="How long to wait before looking again where nothing waits.")  # fmt: skip
@click.pass_obj
def work(out, once, every):
    """Do the background work of a server: the files that people take away, and the people whose day has come to be forgotten.
    `serve` does its own and needs none.

    Several may run. Work whose worker was killed is taken up again by another, three times at most. Ctrl+C or SIGTERM lets the
    piece at hand be finished. Exit code 1 where some work failed.
    """
    if not settings.TASKS["default"]["BACKEND"].endswith("DatabaseBackend"):
        raise NotNow("store.work.done-by-serve")
    desk = background.Desk()
    desk.configure_signals()
    tended = None
    with desk.alive():
        while True:
            if tended != timezone.localdate():  # agreements end with a day
                tending.tend(by=people.operator_at_the_console(), at=timezone.now())
                tended = timezone.localdate()
            background.forget_old(timezone.now())
            incidents.forget_due(today=timezone.localdate(), by=people.operator_at_the_console(), at=timezone.now())
            desk.work()
            if once or not desk.running:
                break
            time.sleep(every)
    said = asdict(desk.worked)
    out.answer(
        said,
        f"{said['done']:,} done, {said['failed'] + said['given_up']:,} failed, {said['taken_up_again']:,} taken up again.",
    )
    raise SystemExit(1 if desk.worked.failed or desk.worked.given_up else 0)


@click.command(epilog="Example: commonground demo --hazards 8000 && commonground --database demo.cground serve")
@click.option("--hazards", type=int, default=8000, show_default=True, help="How many hazards to invent.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed invents the same country.")
@click.pass_obj
def demo(out, hazards, seed):
    """Invent a country with 15 years of mine action, through the same actions as everything else."""
    call_command("migrate", verbosity=0, interactive=False)
    if places.has_programme() and not places.programme().invented:
        raise click.UsageError("this database holds a real programme: give --database another file")
    if places.has_programme():
        out.answer({"demo": "already there"}, "The invented country is here already.")
        return
    with out.progress("Inventing a country") as step:
        said = country.make(
            hazards=hazards, seed=seed, by=people.operator_at_the_console(), at=timezone.now(), progress=step
        )
    out.answer(said, f"{said['name']}: {said['hazards']:,} hazards, {said['entries']:,} entries. None of it is real.")


@click.command(epilog="Example: commonground --database bih.cground account amra --role officer --role administrator")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=("reader",),
    show_default=True,
    type=click.Choice(people.ROLES_OF_THE_CENTRE),
    help="May be given several times; for the whole country.",
)
@click.option("--link", is_flag=True, help="No password: print a one-time link, good for ten minutes.")
@click.pass_obj
def account(out, name, roles, link):
    """Make an account somebody can sign in with; asks for a password of at least 12 characters, and never prints it."""
    password = None if link else click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    try:
        if password:
            validate_password(password)
        user = identity.make_account(name, password=password, roles=roles)
    except ValidationError as wrong:
        raise click.UsageError(" ".join(wrong.messages)) from wrong
    said = {"account": name, "roles": list(roles)}
    lines = [f"{name} can sign in as {', '.join(roles)}."]
    if link:
        said["token"] = identity.entry_link(user, at=timezone.now())
        lines.append(f"Sign in once, within ten minutes, at /enter/{said['token']}/")
    out.answer(said, *lines)


COMMANDS = (serve, work, demo, account)
