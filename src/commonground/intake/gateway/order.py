"""What the reading process is asked to do."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from commonground.intake.gateway.table import Limits


@dataclass(frozen=True, slots=True)
class Order:
    """A file, its kind by content, and what of it is wanted."""

    file: str  # its name as people know it
    path: str  # where the copy lies
    kind: str
    sheet: str | int | None = None
    layer: str | None = None
    limits: Limits = field(default_factory=Limits)

    def write(self, path: Path) -> None:
        """Put it where the reading process finds it."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, path: Path) -> "Order":
        """The order as it was written."""
        given = json.loads(path.read_text("utf-8"))
        return cls(**given | {"limits": Limits(**given["limits"])})


Progress = Callable[[int], None]
EVERY = 5_000  # rows between two words about progress
