"""`make chaos`: a thousand seeds, as many at a time as there are processors. What stopped goes on where it was.

python tests/chaos --seeds 1000 --first 100 --steps 40 --workers 2
python tests/chaos --anew               # forget what was done
python tests/chaos --only 217 --story   # one of them, and what happened in it
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import region as regions  # noqa: E402

DONE = HERE.parents[1] / ".make"
COUNTED = {
    "kills": " killed at ", "restores": "restore", "pulls": " pull ", "files": " receive ", "rotations": " rotate ",
    "statements": " talk ", "narrowings": " narrows while ", "redactions": " redact ",
}  # fmt: skip
HERS: list[regions.Region] = []  # of this worker
EVERY_S = 60.0


def begin(folder: str) -> None:
    """A worker's own region; it goes with whoever started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_until_left_alone, args=(os.getppid(),), daemon=True).start()
    HERS.append(regions.Region(Path(tempfile.mkdtemp(dir=folder))).make())


def _until_left_alone(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def tried(seed: int, steps: int) -> dict:
    """What came of one seed; `story` where it found something."""
    run = regions.Run(HERS[0], seed, steps)
    found = ""
    try:
        run.go()
        regions.twin(HERS[0], seed)
    except regions.Hazard as hazard:
        found = str(hazard)
    counts = {what: sum(word in line for line in run.story) for what, word in COUNTED.items()}
    counts |= {"versions": sum(run.versions.values()), "revoked": len(run.revoked)}
    return {"seed": seed, "steps": steps, "found": found, "counts": counts, "story": run.story}


def done_before(file: Path) -> Iterator[dict]:
    """What was done until it stopped; a last line that was cut is done again."""
    for line in file.read_text().splitlines() if file.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def how_far(done: int, whole: int, failed: int, new: int, began: float) -> str:
    """How far it is, and how long the rest may take."""
    left = (whole - done) * (time.monotonic() - began) / max(new, 1)
    return f"{done:,} of {whole:,} seeds, {failed:,} found something; about {left / 60:,.0f} minutes left"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=100)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", type=int, help="This seed alone; what was done before is not looked at.")
    parser.add_argument("--anew", action="store_true", help="Begin again, whatever was done before.")
    parser.add_argument("--story", action="store_true", help="Tell what happened.")
    asked = parser.parse_args()
    file = DONE / f"chaos-{asked.steps}.jsonl"
    if asked.anew:
        file.unlink(missing_ok=True)
    wanted = range(asked.first, asked.first + asked.seeds) if asked.only is None else [asked.only]
    before = {} if asked.only is not None else {one["seed"]: one for one in done_before(file) if one["seed"] in wanted}
    if before:
        print(f"{len(before):,} seeds were done before; --anew begins again.", flush=True)
    every = list(before.values())
    DONE.mkdir(exist_ok=True)
    try:
        with file.open("a") if asked.only is None else Path(os.devnull).open("a") as log:
            for one in _run(
                [seed for seed in wanted if seed not in before],
                asked,
                len(before),
                sum(bool(b["found"]) for b in before.values()),
            ):
                every.append(one)
                print(json.dumps(one | {"story": []}), file=log, flush=True)
                if one["found"]:
                    kept = {"seed": one["seed"], "steps": asked.steps, "found": one["found"]}
                    (HERE / "kept" / f"{one['seed']}.json").write_text(json.dumps(kept) + "\n")
    except (KeyboardInterrupt, BrokenProcessPool):
        print("Stopped. The same command goes on from here.")
    return _said(every)


def _run(seeds: list[int], asked: argparse.Namespace, before: int, failed: int) -> Iterator[dict]:
    """The seeds as they end, and now and then how far they are."""
    began = told = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pool = ProcessPoolExecutor(min(asked.workers, len(seeds)) or 1, initializer=begin, initargs=(folder,))
        try:
            waiting = [pool.submit(tried, seed, asked.steps) for seed in seeds]
            for number, future in enumerate(as_completed(waiting), 1):
                one = future.result()
                if one["found"]:
                    failed += 1
                    print(f"{one['seed']:>6}  {one['found']}", flush=True)
                if asked.story or one["found"]:
                    print("\n".join(f"        {line}" for line in one["story"]), flush=True)
                yield one
                if time.monotonic() - told > EVERY_S:
                    told = time.monotonic()
                    print(how_far(before + number, before + len(seeds), failed, number, began), flush=True)
        finally:
            pool.shutdown(cancel_futures=True)


def _said(every: list[dict]) -> int:
    counts: Counter[str] = Counter()
    for one in every:
        counts.update(one["counts"])
    failed = [one for one in every if one["found"]]
    for what, count in (("seeds", len(every)), ("failed", len(failed)), *sorted(counts.items())):
        print(f"{what:<12} {count:>8,}")
    for one in failed:
        print(f"{one['seed']:>6}  {one['found']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
