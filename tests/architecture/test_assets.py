"""Every page asset is local and comes from the lock file; pages fetch nothing from anywhere else."""

import json
import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from commonground.ui import assets

PACKAGE = Path(assets.__file__).parents[1]

SOURCE = assets.ROOT / "src" / "commonground"
NAMES = ("http://www.w3.org/", "https://www.w3.org/")  # names of vocabularies, never fetched
LOCK = json.loads((assets.ROOT / "package-lock.json").read_text("utf-8"))


def own_files(*patterns: str) -> list[Path]:
    """Our own page files; what the build copied is somebody else's."""
    found = [path for pattern in patterns for path in SOURCE.rglob(pattern)]
    return [path for path in found if assets.VENDOR not in path.parents]


def test_the_lock_file_names_no_host():
    assert "http" not in json.dumps(LOCK)
    assert not any("resolved" in package for package in LOCK["packages"].values())


def test_everything_asked_for_is_pinned_and_locked():
    wanted = json.loads((assets.ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert set(assets.FILES) == set(wanted)
    for name in [*assets.FILES, *assets.BUNDLED]:
        locked = LOCK["packages"][f"node_modules/{name}"]
        assert locked["integrity"].startswith("sha512-"), name
        assert wanted.get(name, locked["version"]) == locked["version"], name


def test_pages_fetch_from_nowhere_else():
    """No address of another machine in anything a browser runs; links for people say so themselves."""
    strangers = []
    for path in own_files("*.html", "*.js", "*.mjs", "*.css", "*.svg"):
        for found in re.finditer(r"https?://[^\s\"'<>)]*|[\"'(]//\w[^\s\"')]*", path.read_text("utf-8")):
            before = path.read_text("utf-8")[: found.start()]
            for_people = path.suffix == ".html" and re.search(r"<a\s[^>]*$", before)
            if not found.group().startswith(NAMES) and not for_people:
                strangers.append(f"{path.relative_to(SOURCE)}: {found.group()}")
    assert strangers == []


def test_every_asset_a_template_names_exists_here():
    built = {target for files in assets.FILES.values() for target in files.values()}
    missing = []
    for path in own_files("*.html"):
        for name in re.findall(r"\{%\s*static\s+['\"]([^'\"]+)", path.read_text("utf-8")):
            ours = any((static / name).exists() for static in SOURCE.glob("*/static"))
            library = finders.find(name) is not None  # the sign-in library's own, pinned by hash with it
            if not ours and not library and name.removeprefix("vendor/") not in built:
                missing.append(f"{path.relative_to(SOURCE)}: {name}")
    assert missing == []


def test_modules_import_only_what_is_here():
    missing = []
    for path in own_files("*.js", "*.mjs"):
        text = path.read_text("utf-8")
        for name in re.findall(
            r"(?:from|import\()\s*['\"]([^'\"]+)['\"]", re.sub(r"^\s*(//|\*).*$", "", text, flags=re.M)
        ):
            assert name.startswith("."), f"{path.name} imports {name}: modules are named by their place"
            # Served, every slice's static folder is one: ../ui/map.js is ui's own.
            served = path.relative_to(next(p for p in path.parents if p.name == "static")).parent / name
            found = sorted(PACKAGE.glob(f"*/static/{os.path.normpath(served)}"))
            target = found[0] if found else (path.parent / name).resolve()
            if not target.exists() and not (target.parent == assets.VENDOR and target.name in str(assets.FILES)):
                missing.append(f"{path.name}: {name}")
    assert missing == []


def test_only_the_map_knows_the_map_library():
    knowing = [path.name for path in own_files("*.js") if "vendor/maplibre" in path.read_text("utf-8")]
    assert knowing == ["map.js"]


def test_what_was_built_is_what_the_lock_file_says():
    known = assets.manifest()
    if not known:
        pytest.skip("the page assets have not been built here: run `make assets`")
    for package in known["packages"]:
        assert package["version"] == LOCK["packages"][f"node_modules/{package['name']}"]["version"]
        assert (assets.VENDOR / "licences" / f"{package['name'].replace('/', '+')}.txt").exists()
        for file in package["files"]:
            assert assets.sha256(assets.VENDOR / file["name"]) == file["sha256"], file["name"]


def test_the_world_is_land_and_borders_without_names():
    known = assets.VENDOR / "world.json"
    if not known.exists():
        pytest.skip("the page assets have not been built here: run `make assets`")
    world = json.loads(known.read_text("utf-8"))
    assert [feature["properties"] for feature in world["features"]] == [{"kind": "land"}, {"kind": "border"}]
