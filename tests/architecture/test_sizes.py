"""Files and functions stay small enough to be read in one go; the gauges of the house are printed here."""

import ast
import statistics

from house import SOURCE, modules

CEILING, RULE, FUNCTION = 500, 300, 80
# Exceptions with their reason. The list only shrinks.
LONG_FUNCTIONS = {
    "ui/views.py:_samples": "a table of samples for the gallery, one line each",
}
LONG_FILES: dict[str, str] = {}


def own_files():
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".js", ".css", ".html") and not {"migrations", "vendor"} & set(path.parts):
            yield path.relative_to(SOURCE).as_posix(), len(path.read_text("utf-8").splitlines())


def functions():
    for _, name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.name}", node


def test_no_file_is_over_the_ceiling():
    assert {name for name, lines in own_files() if lines > CEILING} == set(LONG_FILES)


def test_no_function_is_over_eighty_lines():
    long = {name for name, node in functions() if node.end_lineno - node.lineno + 1 > FUNCTION}
    assert long == set(LONG_FUNCTIONS)


def test_gauges(record_property):
    """The gauges of architecture.md 9, printed with `-rP`; those that have to stand at nought do."""
    sizes = sorted(lines for name, lines in own_files() if name.endswith(".py"))
    inner = [
        f"{name}:{child.lineno}"
        for name, node in functions()
        for child in ast.walk(node)
        if isinstance(child, ast.Import | ast.ImportFrom)
    ]
    hooks = [name for path, name, _ in modules() if "db.models.signals" in path.read_text("utf-8")]
    wiring = len((SOURCE / "config" / "wiring.py").read_text("utf-8").splitlines())
    gauges = {
        "files over 300 lines": [f"{name} ({lines})" for name, lines in own_files() if lines > RULE],
        "p90 length of a Python file": statistics.quantiles(sizes, n=10)[-1],
        "imports inside functions": inner,
        "signal hooks": hooks,
        "lines in config/wiring.py": wiring,
    }
    for name, value in gauges.items():
        record_property(name, value)
        print(f"{name}: {value}")
    assert inner == [] and hooks == []
    assert gauges["p90 length of a Python file"] < 400 and wiring <= 60
