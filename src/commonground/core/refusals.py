"""Refusals are answers to people. They are raised, and carry a code instead of a sentence."""

from typing import Any


class Refusal(Exception):
    """Somebody asked for something that will not be done; `code` says why, `facts` fill the sentence."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class NotThere(Refusal):
    """It does not exist, or this viewer may not know that it does."""


class NotYours(Refusal):
    """The viewer knows it exists but may not do this to it."""


class NotNow(Refusal):
    """Nobody may do this while the record is in its present state."""


class NotUsable(Refusal):
    """What was handed in cannot be used at all: a file, a coordinate, a setting."""
