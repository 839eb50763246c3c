"""What the architecture tests share: where the source is, and the stack as `.importlinter` has it."""

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "commonground"


def contract(name: str, key: str) -> list[str]:
    """The lines of one key of one contract."""
    ini = configparser.ConfigParser()
    ini.read(ROOT / ".importlinter")
    return [line.strip() for line in ini[f"importlinter:contract:{name}"][key].split("\n") if line.strip()]


def depths() -> dict[str, int]:
    """How deep each slice lies: 0 is the top."""
    return {name.strip(): depth for depth, line in enumerate(contract("slices", "layers")) for name in line.split("|")}


def modules() -> Iterator[tuple[Path, str, ast.Module]]:
    """Every source file of ours that is no migration: path, name below `commonground`, tree."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def slice_of(module: str) -> str | None:
    """The slice that a dotted module name of ours lies in."""
    parts = module.split(".")
    return parts[1] if parts[0] == "commonground" and len(parts) > 1 else None
