"""`make chaos`: seeds one after the other; a table of what came of them, and a file for each that found something.

python tests/chaos --seeds 1000 --first 100 --steps 40
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import region as regions  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--story", action="store_true", help="Tell what happened.")
    asked = parser.parse_args()
    found: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        region = regions.Region(Path(folder)).make()
        for seed in range(asked.first, asked.first + asked.seeds):
            run = regions.Run(region, seed, asked.steps)
            try:
                run.go()
                regions.twin(region, seed)
            except regions.Hazard as hazard:
                found["failed"] += 1
                print(f"{seed:>6}  {hazard}", flush=True)
                (HERE / "kept" / f"{seed}.json").write_text(
                    json.dumps({"seed": seed, "steps": asked.steps, "found": str(hazard)}) + "\n"
                )
            if asked.story:
                print("\n".join(run.story))
            found["seeds"] += 1
            found["kills"] += sum(" killed at " in line for line in run.story)
            found["restores"] += sum("restore" in line for line in run.story)
            found["versions"] += sum(run.versions.values())
            found["pulls"] += sum(" pull " in line for line in run.story)
            found["files"] += sum(" receive " in line for line in run.story)
            found["revoked"] += len(run.revoked)
        region.end()
    for what, count in found.items():
        print(f"{what:<10} {count:>8,}")
    print(f"{'seconds':<10} {time.monotonic() - began:>8,.0f}")
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
