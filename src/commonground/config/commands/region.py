"""`demo-region`: four countries, a council and a fund, each with its own database and keys, and served side by side."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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
    return [sys.executable, "-c", script, "--database", str(database), "--json", *arguments]


@click.command("demo-region", epilog="Example: commonground demo-region demo-data/region --serve")
@click.argument("folder", type=FOLDER)
@click.option("--hazards", type=click.IntRange(2, 40), default=6, show_default=True, help="At each side of a border.")
@click.option("--serve", is_flag=True, help="Serve all six, each at its own port, until Ctrl+C.")
@click.option("--node", type=click.Choice(list(region.MEMBERS)), help="Serve this one alone.")
@click.option("--port", type=int, default=FIRST_PORT, show_default=True, help="The first of the ports.")
@click.pass_obj
def demo_region(out, folder, hazards, serve, node, port):
    """Invent a region: Albania, Bosnia and Herzegovina, Croatia, Serbia, their council and a fund, which exchange by files."""
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
    if serve or node:
        _serve({node: databases[node]} if node else databases, port)


def _make(folder, databases, hazards, progress):
    with ThreadPoolExecutor(2) as two:
        for done, (steps, nodes) in enumerate(region.ORDER):
            progress(done, len(region.ORDER), steps[0])
            given = (*steps, "--folder", str(folder), "--hazards", str(hazards))
            list(two.map(lambda key, given=given: _run(databases[key], ["demo-node", key, *given]), nodes))
    progress(len(region.ORDER), len(region.ORDER), "")


def _run(database: Path, arguments: list[str]) -> None:
    command = _command(database, *arguments)
    ended = subprocess.run(command, env=environment.of_another(), capture_output=True, text=True)  # noqa: S603 - our own
    if ended.returncode:
        raise click.ClickException(f"{' '.join(arguments[:3])}: {(ended.stderr or ended.stdout)[-600:]}")


def _serve(databases: dict[str, Path], port: int) -> None:
    """Each by its own process, whose link is printed as it comes."""
    started = []
    for i, one in enumerate(databases.values()):
        command = _command(one, "serve", "--port", str(port + i))
        started.append(subprocess.Popen(command, env=environment.of_another()))  # noqa: S603 - our own
    try:
        for one in started:
            one.wait()
    finally:
        for one in started:
            one.terminate()


@click.command(
    "demo-node", epilog="Example: commonground --database al.cground demo-node al begin --folder demo-data/region"
)
@click.argument("node", type=click.Choice(list(region.MEMBERS)))
@click.argument("steps", nargs=-1, required=True, type=click.Choice(list(region.STEPS)))
@click.option("--folder", type=FOLDER, required=True, help="Where the files lie that programmes hand each other.")
@click.option("--hazards", type=click.IntRange(2, 40), default=6, show_default=True, help="At each side of a border.")
@click.pass_obj
def demo_node(out, node, steps, folder, hazards):
    """Some steps of one programme of the invented region, in its own database; `demo-region` does all of them."""
    if "begin" in steps:
        call_command("migrate", verbosity=0, interactive=False)
    by = people.operator_at_the_console()
    for step in steps:
        region.STEPS[step](region.Step(node, folder, hazards, by, timezone.now()))
    out.answer({"node": node, "steps": list(steps)}, f"{node}: {', '.join(steps)}")


COMMANDS = (demo_region, demo_node)
