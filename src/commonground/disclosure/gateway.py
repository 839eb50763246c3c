"""The audit's arithmetic, in a process of its own: scipy is loaded there and nowhere else."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commonground.core import privacy
from commonground.core.refusals import NotNow
from commonground.store import child

SCRIPT = Path(privacy.__file__).with_name("bounds.py")
SECONDS = 300.0
MOST = 500_000_000


def solved(asked: Sequence[dict[str, Any]]) -> list[list[tuple[int, int]]]:
    """The bounds of problems as `core.privacy.audit` writes them down. Raises NotNow where they could not be found."""
    if not any(one["targets"] for one in asked):
        return [[] for _ in asked]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "problem.json"
        file.write_text(json.dumps(list(asked)), "utf-8")
        outcome = child.run(SCRIPT, [str(file)], folder, seconds=SECONDS, bytes_written=MOST)
        if outcome.code != 0 or outcome.stopped:
            raise NotNow("disclosure.audit.not-done", reason=outcome.stopped or outcome.said[-80:])
        found = json.loads((folder / "bounds.json").read_text("utf-8"))
        return [[(least, most) for least, most in bounds] for bounds in found]
