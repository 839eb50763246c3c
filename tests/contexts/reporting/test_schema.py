"""The documented schema of a content is the schema of real contents, and says no to others."""

import copy
import json
import re
from datetime import date
from pathlib import Path

import pytest

from factories import contents

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs" / "publication.schema.json").read_text("utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_of(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, at="content"):
    """Where a value is not as a schema says: as much of JSON Schema as ours uses."""
    known = {"$schema", "title", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "oneOf", "pattern",
             "format", "minimum", "minItems", "maxItems"}  # fmt: skip
    assert set(schema) <= known, f"the walk does not know {set(schema) - known}"
    if "oneOf" in schema:
        fitting = sum(not faults(value, one, at) for one in schema["oneOf"])
        return [] if fitting == 1 else [f"{at} fits {fitting} of {len(schema['oneOf'])}"]
    names = schema.get("type", [])
    if names and not any(is_of(value, name) for name in ([names] if isinstance(names, str) else names)):
        return [f"{at} is no {names}"]
    out = []
    if "const" in schema and value != schema["const"]:
        out.append(f"{at} is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{at} is none of {schema['enum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        out.append(f"{at} is not like {schema['pattern']}")
    if schema.get("format") == "date":
        date.fromisoformat(value)
    if "minimum" in schema and value < schema["minimum"]:
        out.append(f"{at} is too small")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            out.append(f"{at} has {len(value)}")
        for i, one in enumerate(value):
            out += faults(one, schema.get("items", {}), f"{at}[{i}]")
    if isinstance(value, dict):
        out += _members(value, schema, at)
    return out


def _members(value, schema, at):
    out = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        inside = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
        if inside is False:
            out.append(f"{at}.{name} is too much")
        elif inside is not True:
            out += faults(one, inside, f"{at}.{name}")
    return out


@pytest.mark.parametrize("restated", [True, False])
def test_a_real_content_is_as_the_schema_says(restated):
    assert faults(contents.content(restated=restated), SCHEMA) == []


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("schema",), "another"), (("question", "known"), "412"), (("question", "kind"), "letter"), (("tables", 0, "rows", 0, "key"), None),
        (("tables", 0, "rows", 0, "values"), {"land.new": 1.5}), (("figures", 0, "unit"), "ha"), (("figures", 0, "formula"), {}),
        (("catalogue", "sha256"), "ab"), (("restatements", 0, "changes", 0, "items"), [[1]]), (("more",), 1),
    ],
)  # fmt: skip
def test_a_content_that_is_not_is_found(where, wrong):
    said = copy.deepcopy(contents.content())
    inside = said
    for step in where[:-1]:
        inside = inside[step]
    inside[where[-1]] = wrong
    assert faults(said, SCHEMA)
