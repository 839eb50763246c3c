"""What is documented is what is there: commands, settings, codes and words."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys

import click
import pytest
from django.apps import apps
from house import ROOT, SOURCE, slice_of
from test_verbs import all_verbs

from commonground.config import commands as package
from commonground.config.commands import HOMES, cli
from commonground.core.land.entries import Account, Book, Kind, Line
from commonground.ui import sentences

COMMANDS = (ROOT / "docs" / "cli.md").read_text("utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf-8")
FINDINGS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("findings*.md"))}
PAGES = [p for p in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if "node_modules" not in p.parts]


def commands(group=cli, path="commonground"):
    yield path, group
    inside = group.every() if group is cli else getattr(group, "commands", {})
    for name, command in sorted(inside.items()):
        yield from commands(command, f"{path} {name}")


def section(path: str) -> str:
    """What docs/cli.md says of one command."""
    found = re.search(rf"^## `{re.escape(path)}`$(.*?)(?=^## |\Z)", COMMANDS, flags=re.M | re.S)
    return found.group(1) if found else ""


@pytest.mark.parametrize("path, command", list(commands()), ids=[path for path, _ in commands()])
def test_a_command_is_documented_with_every_option_and_an_example(path, command):
    text = section(path)
    assert text, f"docs/cli.md has no section `{path}`"
    for param in command.params:
        names = [*param.opts, *param.secondary_opts] if isinstance(param, click.Option) else [param.name.upper()]
        for name in names:
            assert f"`{name}" in text, f"docs/cli.md does not name {name} of {path}"
    assert "    commonground" in text or "```" in text, f"docs/cli.md has no example of {path}"


def test_every_command_is_found_in_the_module_that_has_it_and_no_other_is_loaded_for_it():
    assert all(name in _named(module) for name, module in HOMES.items())
    assert {name for found in pkgutil.iter_modules(package.__path__) for name in _named(found.name)} == set(HOMES)
    said = (
        "from commonground.config.commands import cli; cli.get_command(None, 'audit'); import sys; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {said}"], capture_output=True, text=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "commonground.config.settings.desktop"},
    ).stdout.split()  # fmt: skip
    assert [one for one in loaded if one.removeprefix(f"{package.__name__}.") in HOMES.values()] == [
        f"{package.__name__}.auditing"
    ]


def _named(module: str) -> list[str]:
    return [c.name for c in getattr(importlib.import_module(f"{package.__name__}.{module}"), "COMMANDS", ())]


def test_no_command_or_option_is_documented_that_is_not_there():
    there = {path for path, _ in commands()}
    assert set(re.findall(r"^## `(commonground[^`]*)`$", COMMANDS, flags=re.M)) == there
    for path, command in commands():
        options = {o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)}
        named = set(re.findall(r"^\| `(--[a-z-]+)", section(path), flags=re.M))
        assert named <= options, path


def test_every_code_is_in_the_pages_of_findings():
    text = "\n".join(FINDINGS.values())
    codes = {c for c in sentences.known_codes() if not c.endswith(".mend") and not c.startswith("gallery.")}
    assert {c for c in codes if f"`{c}`" not in text} == set()


def test_the_pages_of_findings_name_no_code_that_is_gone():
    known = set(sentences.known_codes())
    listed = {
        (page, code)
        for page, text in FINDINGS.items()
        for code in re.findall(r"^\| `([a-z]+(?:\.[a-z0-9-]+){2})` \|", text, flags=re.M)
    }
    retired = set(re.findall(r"^\| ~~`([a-z.0-9-]+)`~~", "\n".join(FINDINGS.values()), flags=re.M))
    assert {(page, code) for page, code in listed if code not in known | retired} == set()


@pytest.mark.parametrize("model", [m for m in apps.get_models() if slice_of(m.__module__)], ids=lambda m: m._meta.label)
def test_a_model_is_in_the_glossary(model):
    assert f"`{model._meta.label}`" in GLOSSARY


def test_the_words_of_the_accounts_are_in_the_glossary():
    words = {x.value for kind in (Kind, Account, Line, Book) for x in kind} | set(all_verbs())
    assert {w for w in words if f"`{w}`" not in GLOSSARY} == set()


def test_every_setting_of_the_environment_is_documented():
    text = (SOURCE / "config" / "environment.py").read_text("utf-8")
    settings = set(re.findall(r"COMMONGROUND_[A-Z_]+", text)) | {"DJANGO_SETTINGS_MODULE"}
    assert {s for s in settings if f"`{s}`" not in COMMANDS} == set()


@pytest.mark.parametrize("slice_", sorted({slice_of(a.name) for a in apps.get_app_configs()} - {None}))
def test_a_slice_has_its_page(slice_):
    assert (ROOT / "docs" / "contexts" / f"{slice_}.md").exists()


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_comments_cite_pages_that_exist():
    """Source that says where to read on says so rightly."""
    missing = set()
    for path in SOURCE.rglob("*.py"):
        for named in re.findall(r"docs/[\w/-]+\.md", path.read_text("utf-8")):
            if not (ROOT / named).exists():
                missing.add(f"{path.relative_to(SOURCE)}: {named}")
    assert missing == set()
