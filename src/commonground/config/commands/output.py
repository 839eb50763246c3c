"""What commands print: tables and bars for people, JSON for machines."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commonground.core.refusals import Refusal
from commonground.ui import sentences


def sentence(refusal: Refusal) -> str:
    """A refusal in words."""
    return sentences.sentence(refusal.code, refusal.facts).text


class Output:
    """Where a command's answer goes."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)

    def dump(self, answer: Any) -> str:
        return json.dumps(answer, ensure_ascii=False, indent=2, default=str)

    def answer(self, answer: Any, *lines: str) -> None:
        """The answer as JSON, or its lines for people."""
        if self.as_json:
            click.echo(self.dump(answer))
            return
        for line in lines:
            click.echo(line)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A table on the terminal; nothing where the answer is JSON."""
        if self.as_json:
            return
        table = Table(title=title, title_justify="left", header_style="bold")
        for i, column in enumerate(columns):
            table.add_column(column, justify="left" if i == 0 else "right", no_wrap=i > 0)
        for row in rows:
            table.add_row(*(f"{x:,}" if isinstance(x, int) else str(x) for x in row))
        self.console.print(table)

    @contextmanager
    def progress(self, what: str) -> Iterator[Any]:
        """A bar on the error stream for work over a second; called with (done, total, step)."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda done, total, step="": None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[step]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None, step="")
            yield lambda done, total, step="": bar.update(task, completed=done, total=total or None, step=step)
