"""Another slice is entered by its queries and actions, never by the window."""

import grimp
from house import ROOT, slice_of

DOORS = {
    "queries",
    "actions",
    "gateway",
}  # a gateway speaks to another machine; its slice's users call it by name
OPEN = {"core", "ui", "store"}  # made to be imported
ABOVE = {"config"}  # sees everything; nobody imports it


def trespasses(graph) -> list[str]:
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            here, there = slice_of(importer), slice_of(imported)
            if here in (ABOVE | {None}) or there is None or there in OPEN | {here}:
                continue
            parts = imported.split(".")
            if len(parts) > 2 and parts[2] not in DOORS:
                found.append(f"{importer} -> {imported}")
    return found


def test_slices_are_entered_by_the_front_door():
    assert trespasses(grimp.build_graph("commonground", cache_dir=None)) == []


def test_a_trespass_is_seen():
    graph = grimp.build_graph("commonground", cache_dir=None)
    graph.add_import(importer="commonground.reporting.queries.home", imported="commonground.land.models")
    assert trespasses(graph) == ["commonground.reporting.queries.home -> commonground.land.models"]


def test_nobody_imports_the_top_and_the_demo_is_known_to_it_alone():
    graph = grimp.build_graph("commonground", cache_dir=None)
    for guest, hosts in (("config", {"config"}), ("demo", {"demo", "config"})):
        inside = {m for m in graph.modules if slice_of(m) == guest}
        importers = {i for m in inside for i in graph.find_modules_that_directly_import(m)}
        assert {slice_of(i) for i in importers} - {None} <= hosts


def test_no_contract_has_an_exception():
    """Gauge: `ignore_imports` stands at nought; at three, the contract is wrong or the code is."""
    assert (ROOT / ".importlinter").read_text("utf-8").count("ignore_imports") == 0
