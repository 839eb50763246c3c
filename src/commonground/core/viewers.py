"""A viewer: who asks. An actor (`by`) is the same value, when it acts."""

from dataclasses import dataclass

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody, by a number that can outlive their name, and what they may do."""

    number: int | None = None
    name: str = NOBODY
    permissions: frozenset[str] = frozenset()
    language: str = "en"

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def is_somebody(self) -> bool:
        return self.number is not None
