"""Every test, on both stores: the whole suite on the embedded one, then everything that touches a store on PostgreSQL."""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from servers import Postgres

ROOT = Path(__file__).parents[1]
# What is gone with the run need not survive a power cut.
PASSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def run(title: str, arguments: list[str], environ: dict[str, str]) -> int:
    """One run of pytest; its exit code."""
    print(f"\n== {title} ==", flush=True)
    began = time.monotonic()
    code = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environ, cwd=ROOT).returncode
    print(f"== {title}: {time.monotonic() - began:.0f} s ==", flush=True)
    return code


def main() -> int:
    workers = ["-n", os.environ.get("TEST_WORKERS", "2"), "--dist", "worksteal"]
    # Some hundred processes load the same modules: what Python compiled of them is kept, whatever this shell says.
    environ = {
        k: v for k, v in os.environ.items() if not k.startswith("COMMONGROUND_") and k != "PYTHONDONTWRITEBYTECODE"
    }
    with Postgres(**PASSING) as server:
        environ["TEST_POSTGRES"] = server.url("postgres")
        embedded = run("embedded store", [*workers, "tests"], environ)
        environ["COMMONGROUND_DATABASE"] = server.url("commonground")
        ministry = run(
            "PostgreSQL with PostGIS", [*workers, "tests/contexts", "tests/verification", "-m", "not journey"], environ
        )
    return embedded or ministry


if __name__ == "__main__":
    sys.exit(main())
