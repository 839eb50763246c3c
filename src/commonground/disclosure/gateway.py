"""The audit's arithmetic, in a process of its own: scipy is loaded there and nowhere else."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commonground.core import privacy
from commonground.core.refusals import NotNow
from commonground.store import child

SCRIPT = Path(privacy.__file__).with_name("bounds.py")
SECONDS = 300.0
MOST = 500_000_000
END = "end"


class Asking:
    """A solver that is at work: problems go in one by one, all bounds come out at the end."""

    def __init__(self, folder: Path, outcome: "Future[child.Outcome]") -> None:
        self.folder, self.outcome = folder, outcome
        self.targets: list[int] = []  # how many sums of each problem are to be bounded

    def __call__(self, problem: Mapping[str, Any]) -> None:
        """Hand in a problem as `core.privacy.audit` writes it down. Written aside first, so that the solver never reads half of one."""
        self.put(str(len(self.targets)), json.dumps(problem) if problem["targets"] else "")
        self.targets.append(len(problem["targets"]))

    def put(self, name: str, text: str) -> None:
        """Lay something before the solver."""
        aside = self.folder / f"{name}.part"
        aside.write_text(text, "utf-8")
        aside.replace(self.folder / f"{name}.json")

    def solved(self) -> list[list[tuple[int, int]]]:
        """The bounds of everything that was handed in. Raises NotNow where they could not be found."""
        self.put(END, "")
        outcome = self.outcome.result()
        if outcome.code != 0 or outcome.stopped:
            raise NotNow("disclosure.audit.not-done", reason=outcome.stopped or outcome.said[-80:])
        found = json.loads((self.folder / "bounds.json").read_text("utf-8"))
        return [[(least, most) for least, most in bounds] for bounds in found]


@contextmanager
def solving() -> Iterator[Asking]:
    """A solver, started at once: it takes a moment to begin, in which the problems are written down."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(1) as pool:
        folder = Path(name)
        begun = pool.submit(child.run, SCRIPT, [str(folder)], folder, seconds=SECONDS, bytes_written=MOST)
        asking = Asking(folder, begun)
        try:
            yield asking
        finally:
            asking.put(END, "")  # whoever gave up on the way lets the solver end
