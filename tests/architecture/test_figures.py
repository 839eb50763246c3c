"""Figures come by one road: out of the accounts only through the catalogue, named and counted once."""

import ast

from django.utils.translation import override
from house import modules

from commonground.core.figures import catalogue, values
from commonground.core.figures.definitions import as_data, terms
from commonground.core.land.statement import Column
from commonground.ui import figures

# What may be asked of a column besides its figures.
NO_FIGURES = {"closes", "has_moved", "flows_only", "take"}
READ = {name for name in (*Column.__dataclass_fields__, *vars(Column)) if not name.startswith("_")} - NO_FIGURES
HOLDERS = {"column", "total", "whole"}  # what a column is called where it is held
ALWAYS = {"in_more_than_one", "outside_recorded", "by_class"}  # nothing else has these


def readings(tree: ast.Module) -> list[int]:
    """The lines of a source on which a figure is taken out of a column by hand."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in READ:
            held = node.value
            name = held.id if isinstance(held, ast.Name) else held.attr if isinstance(held, ast.Attribute) else ""
            if (
                name in HOLDERS
                or (isinstance(held, ast.Subscript) and node.attr.endswith("_m2"))
                or node.attr in ALWAYS
            ):
                found.append(node.lineno)
    return found


def test_pages_files_and_forms_take_their_numbers_from_the_catalogue():
    found = {name: readings(tree) for _, name, tree in modules() if not name.startswith("core/")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_figure_taken_by_hand_is_seen():
    assert readings(ast.parse("shown = found.total.closing_m2 + unit.column.flows['new'] + by[3].opening_m2")) == [
        1,
        1,
        1,
    ]


def test_every_figure_has_a_name_and_treats_unknowns_in_words():
    with override("en"):
        for code, definition in catalogue.FIGURES.items():
            assert figures.name(code) == definition.name, code
            assert definition.unknowns in figures.UNKNOWNS, code
            assert definition.rounding in figures.ROUNDINGS, code
            assert figures.formula(as_data(definition)), code


def test_no_two_figures_share_a_column_a_hashtag_or_a_name():
    said = [(d.column, d.name) for d in catalogue.FIGURES.values()]
    assert len({c for c, _ in said}) == len({n for _, n in said}) == len(said)
    tags = [d.hxl for d in catalogue.FIGURES.values() if d.hxl]
    assert len(set(tags)) == len(tags)


def test_a_formula_names_figures_that_there_are():
    for definition in catalogue.FIGURES.values():
        assert set(terms(definition.formula)) <= set(catalogue.FIGURES), definition.code
    assert set(values.ACTS) < set(values.LAND) < set(catalogue.FIGURES)
