"""The codes of findings and refusals that the source names, read from its syntax."""

import ast
import re

from house import modules

CODE = re.compile(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*){2}")
SLICES = {"core", "geometry", "tables", "store", "ui", "identity", "audit", "places", "organisations", "land", "ordnance", "intake", "fieldwork", "incidents", "disclosure", "exchange",
          "reporting", "geodata", "demo", "config"}  # fmt: skip
# Strings of the same form that are no codes: names of pages, files and columns.
NOT_CODES = {"tables.wkt.py"}


def named() -> dict[str, set[str]]:
    """Every string in the source that has the form of a code, outside messages and docstrings: code to files."""
    found: dict[str, set[str]] = {}
    for path, name, tree in modules():
        if path.name in ("messages.py", "codes.py") or name.startswith("config/settings"):
            continue
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                text = node.value
                if CODE.fullmatch(text) and text.split(".")[0] in SLICES and text not in NOT_CODES:
                    found.setdefault(text, set()).add(name)
    return found


def refused_by_permission() -> set[str]:
    """`<permission>.not-yours`, which the access modules make from the permission's own name."""
    found = set()
    for _, name, tree in modules():
        if name.endswith("access.py") or "/actions" in name or name.endswith("actions.py"):
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    for arg in node.args:
                        if (
                            isinstance(arg, ast.Constant)
                            and isinstance(arg.value, str)
                            and re.fullmatch(r"[a-z]+\.[a-z]+", arg.value)
                        ):
                            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                            if called in ("may", "require_may"):
                                found.add(f"{arg.value}.not-yours")
    return found
