"""`demo-region`: four countries, a council and a fund, each with its own database and keys, and served side by side."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import click
from django.core.management import call_command
from django.utils import timezone

from commonground.config import environment
from commonground.demo import region
from commonground.identity import queries as people

FOLDER = click.Path(file_okay=False, path_type=Path)
FIRST_PORT = 8771


def _command(database: Path, *arguments: str) -> list[str]:
    script = "from commonground.config.cli import main; main()"
    return [sys.executable, "-c", script, "--database", str(database), *arguments]


@click.command("demo-region", epilog="Example: commonground demo-region demo-data/region --serve")
@click.argument("folder", type=FOLDER)
@click.option("--hazards", type=click.IntRange(2, 40), default=6, show_default=True, help="At each side of a border.")
@click.option("--serve", is_flag=True, help="Serve all six, each at its own port, until Ctrl+C.")
@click.option("--node", type=click.Choice(list(region.MEMBERS)), help="Serve this one alone.")
@click.option(
    "--port", type=int, default=FIRST_PORT, show_default=True, help="The first of the ports; each has its own."
)
@click.pass_obj
def demo_region(out, folder, hazards, serve, node, port):
    """Invent a region: Albania, Bosnia and Herzegovina, Croatia, Serbia, their council and a fund, which exchange by files, and over the network
    while all six are served."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    databases = {key: folder / f"{key}.cground" for key in region.MEMBERS}
    there = all(one.exists() for one in databases.values()) and (folder / "done").exists()
    if not there:
        if any(one.exists() for one in databases.values()):
            raise click.UsageError(f"{folder} holds a region that is not whole: take it away first")
        with out.progress("Inventing a region") as step:
            _make(folder, databases, hazards, step)
        (folder / "done").touch()
    said = {"folder": str(folder), "nodes": {key: str(one) for key, one in databases.items()}, "already": there}
    out.answer(said, *(f"{region.MEMBERS[key].name}: {one}" for key, one in databases.items()), "None of it is real.")
    if serve:
        _join(folder, databases, port)
    if serve or node:
        _serve(out, {node: databases[node]} if node else databases, port)


def _join(folder: Path, databases: dict[str, Path], port: int) -> None:
    """Tell each where the others are served, so that what changes in one can be fetched by another from its pages."""
    with ThreadPoolExecutor(2) as two, ExitStack() as open_:
        nodes = [open_.enter_context(Node(key, one, folder, 6, port)) for key, one in databases.items()]
        list(two.map(lambda node: node.do(["addresses"]), nodes))


def _make(folder, databases, hazards, progress):
    with ThreadPoolExecutor(2) as two, ExitStack() as open_:
        nodes = {key: open_.enter_context(Node(key, one, folder, hazards)) for key, one in databases.items()}
        for done, (steps, members) in enumerate(region.ORDER):
            progress(done, len(region.ORDER), steps[0])
            list(two.map(lambda key, steps=steps: nodes[key].do(steps), members))
    progress(len(region.ORDER), len(region.ORDER), "")


class Node:
    """A programme of the region in a process of its own, as they are: nothing goes from one to another but by files."""

    def __init__(self, key: str, database: Path, folder: Path, hazards: int, port: int = 0) -> None:
        where = ("--folder", str(folder), "--port", str(port))
        given = ("demo-node", key, "--listen", *where, "--hazards", str(hazards))
        self.key, self.command, self.process = key, _command(database, *given), None
        self.wrong = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process

    def __enter__(self) -> "Node":
        return self

    def do(self, steps: Sequence[str]) -> None:
        """Have it do some steps. Raises ClickException with what it said where it cannot."""
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603 - our own
                self.command, env=environment.of_another(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.wrong
            )  # fmt: skip
        with suppress(BrokenPipeError):
            self.process.stdin.write(" ".join(steps) + "\n")
            self.process.stdin.flush()
        if not self.process.stdout.readline():  # a line for every line, or none any more
            self.process.wait()
            self.wrong.seek(0)
            raise click.ClickException(f"{self.key}, {' '.join(steps)}: {self.wrong.read()[-600:]}")

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
        self.wrong.close()


def _serve(out, databases: dict[str, Path], port: int) -> None:
    """Each by its own process, whose link is printed as it comes."""
    started = {}
    for key, one in databases.items():
        command = _command(one, "--json", "serve", "--port", str(region.port_of(key, port)))
        started[key] = subprocess.Popen(command, env=environment.of_another(), text=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    try:
        for key, one in started.items():
            link = _link(key, one.stdout)
            out.answer({"node": key, "link": link}, f"{region.MEMBERS[key].name}: open this link once: {link}")
        for one in started.values():
            one.wait()
    finally:
        for one in started.values():
            one.terminate()


def _link(key: str, said: Iterable[str]) -> str:
    """The link that a server prints first, as JSON over some lines. Raises ClickException where it ends instead."""
    text = ""
    for line in said:
        text += line
        if line == "}\n":
            return json.loads(text)["link"]
    raise click.ClickException(f"{key} could not be served; see above")


@click.command(
    "demo-node", epilog="Example: commonground --database al.cground demo-node al begin --folder demo-data/region"
)
@click.argument("node", type=click.Choice(list(region.MEMBERS)))
@click.argument("steps", nargs=-1, type=click.Choice(list(region.STEPS)))
@click.option("--listen", is_flag=True, help="Do the steps that are named on standard input, a line at a time.")
@click.option("--folder", type=FOLDER, required=True, help="Where the files lie that programmes hand each other.")
@click.option("--hazards", type=click.IntRange(2, 40), default=6, show_default=True, help="At each side of a border.")
@click.option(
    "--port", type=int, default=FIRST_PORT, show_default=True, help="The first of the ports at which all are served."
)
@click.pass_obj
def demo_node(out, node, steps, listen, folder, hazards, port):
    """Some steps of one programme of the invented region, in its own database; `demo-region` does all of them."""
    if not steps and not listen:
        raise click.UsageError("name a step, or say --listen")
    for some in (tuple(line.split()) for line in sys.stdin) if listen else [steps]:
        if "begin" in some:
            call_command("migrate", verbosity=0, interactive=False)
        by = people.operator_at_the_console()
        for step in some:
            region.STEPS[step](region.Step(node, folder, hazards, by, timezone.now(), port))
        out.answer({"node": node, "steps": list(some)}, f"{node}: {', '.join(some)}")


COMMANDS = (demo_region, demo_node)
