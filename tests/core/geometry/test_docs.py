"""The page for people lists what the code can say, and nothing else."""

import re
from pathlib import Path

from commonground.core.geometry.codes import CODES
from commonground.core.geometry.thresholds import THRESHOLDS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/findings-geometry.md").read_text(encoding="utf-8")
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/commonground/core/geometry").rglob("*.py"))
LISTED = set(re.findall(r"^\| `(geometry\.[a-z.-]+)`", PAGE, re.MULTILINE))
REFUSED = set(re.findall(r'NotUsable\(\s*"(geometry\.[a-z.-]+)"', SOURCE))


def test_page_lists_every_finding_in_its_own_words():
    for code, entry in CODES.items():
        assert f"| `{code}` | {entry.severity.value} | {entry.sentence} | {entry.mend} |" in PAGE


def test_page_lists_every_refusal_and_no_code_that_is_gone():
    assert len(REFUSED) > 15
    assert set(CODES) | REFUSED == LISTED


def test_page_lists_every_limit_and_every_limit_is_used():
    for name, limit in THRESHOLDS.items():
        assert f"| `{name}` | {limit.value:,g} {limit.unit} |" in PAGE
        assert f'"{name}"' in SOURCE.replace("THRESHOLDS", "", 1)
        assert SOURCE.count(f'"{name}"') > 1, f"{name} is compared with nothing"
