"""Installing what the tests need from the distribution, where it is missing. Standard library only.

python3 tests/machine.py services     PostgreSQL with PostGIS, Chromium, GDAL's own programs
python3 tests/machine.py python       venv, where the distribution splits it off
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = {"chromium": "chromium", "ogrinfo": "gdal-bin"}


def postgres_folder() -> Path | None:
    """Where the newest PostgreSQL server with PostGIS keeps its programs."""
    found = [
        p.parent
        for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if list(Path("/usr/share/postgresql", p.parts[-3], "extension").glob("postgis.control"))
    ]
    return max(found, key=lambda p: int(p.parts[-2]), default=None)


def missing(what: str) -> list[str]:
    """Packages of the distribution that have to be installed."""
    if what == "python":
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            return ["python3-venv"]
        return []
    packages = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if postgres_folder() is None:
        packages += ["postgresql", "postgis", postgis_package()]
    if not list(Path("/usr/share/fonts").rglob("NotoSansArabic*")) and not list(
        Path("/usr/share/fonts").rglob("NotoNaskh*")
    ):
        packages.append("fonts-noto-core")
    return packages


def postgis_package() -> str:
    """The server's PostGIS, whatever the distribution's version of PostgreSQL."""
    found = subprocess.run(
        ["apt-cache", "search", "--names-only", r"^postgresql-[0-9]+-postgis-3$"], capture_output=True, text=True
    )
    names = sorted((line.split()[0] for line in found.stdout.splitlines()), key=lambda n: int(n.split("-")[1]))
    return names[-1] if names else "postgresql-15-postgis-3"


def main() -> None:
    what = sys.argv[1] if len(sys.argv) > 1 else "services"
    wanted = missing(what)
    if not wanted:
        return
    if not shutil.which("apt-get"):
        sys.exit(f"Please install with your system's own tools: {', '.join(wanted)}")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=environ)
    wanted = missing(what)
    # No cluster of the machine's own is wanted: the tests make theirs.
    print("Installing from the distribution:", ", ".join(wanted), flush=True)
    subprocess.run(
        [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], check=True, env=environ
    )


if __name__ == "__main__":
    main()
