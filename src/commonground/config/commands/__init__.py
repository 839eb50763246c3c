"""Every command of `commonground`. They run the same actions as the pages, in the foreground."""

import importlib
import sys

import click
from django.db.utils import DatabaseError

from commonground import __version__
from commonground.config.commands.output import Output, sentence
from commonground.core.refusals import Refusal

# Which module each command is in: one command is asked for, and loading all of them takes longer than most have to do.
HOMES = {
    name: module
    for module, names in {
        "books": ("init", "statement", "check"), "files": ("import", "export"), "keeping": ("backup", "restore", "move"),
        "keys": ("keys",), "serving": ("serve", "work", "demo", "account"), "auditing": ("audit",),
        "publishing": ("publish", "publications", "verify"), "talking": ("exchange",), "region": ("demo-region", "demo-node"),
    }.items()
    for name in names
}  # fmt: skip

EPILOG = """Exit codes: 0 done; 1 done, and something needs attention (quarantined rows, failed checks); 2 the command was not
understood; 3 refused, with the reason; 4 the database cannot be used."""


class Commands(click.Group):
    """Commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(HOMES)

    def get_command(self, ctx: click.Context | None, cmd_name: str) -> click.Command | None:
        if cmd_name in HOMES and cmd_name not in self.commands:
            for command in importlib.import_module(f"{__name__}.{HOMES[cmd_name]}").COMMANDS:
                _with_everywhere(command)
                self.add_command(command)
        return self.commands.get(cmd_name)

    def every(self) -> dict[str, click.Command]:
        """All of them, loaded."""
        return {name: command for name in HOMES if (command := self.get_command(None, name)) is not None}


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}, epilog=EPILOG
)
@click.option(
    "--database", metavar="FILE|URL", help="A file (default: commonground.cground) or postgresql://user@host/name."
)
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON on standard output, for machines.")
@click.version_option(__version__, prog_name="commonground")
@click.pass_context
def cli(context: click.Context, database: str | None, as_json: bool) -> None:
    """A country's mine action programme: records in, land accounts that close, a map out.

    \b
    Examples:
      commonground init --country BA
      commonground import boundaries.geojson --as units --level 1
      commonground import hazards.xlsx --as hazards --try
      commonground statement --year 2024
      commonground serve
    """
    context.obj = Output(as_json)


def _as_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.obj = Output(True)


def _everywhere() -> list[click.Option]:
    """What may stand after the command as well as before it; the database itself is read before anything starts."""
    return [
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_as_json, help="Answer with JSON."),
        click.Option(
            ["--database"], metavar="FILE|URL", expose_value=False, help="The programme's file, or postgresql://…"
        ),
    ]


def _with_everywhere(command: click.Command) -> None:
    for inner in getattr(command, "commands", {}).values():
        _with_everywhere(inner)
    command.params += _everywhere()


def run() -> None:
    """Run the command line; refusals become a sentence and exit code 3."""
    try:
        cli(standalone_mode=True)
    except Refusal as refusal:
        if "--json" in sys.argv:
            click.echo(
                Output(True).dump({"refused": refusal.code, "facts": refusal.facts, "sentence": sentence(refusal)})
            )
        else:
            click.echo(f"Not done: {sentence(refusal)}", err=True)
        sys.exit(3)
    except DatabaseError as error:
        click.echo(
            f"The database cannot be used: {error}".strip() + "\nHas `commonground init` been run here?", err=True
        )
        sys.exit(4)
