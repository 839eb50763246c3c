"""The forms a publication leaves in."""

from collections.abc import Mapping, Sequence
from typing import Any

from commonground.core.publishing.manifest import PublishedFile


def forms(content: Mapping[str, Any], languages: Sequence[str]) -> list[PublishedFile]:
    """Every form of a content."""
    return []
