"""A second process beside the one that serves pages: the same answers, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from threading import Lock, Timer

import pytest

from commonground.store import second as module
from commonground.store.second import Second

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="looks at processes as POSIX has them")

SCRIPT = """
import json, os, sys, time
from threading import Lock
from commonground.config import environment
environment.use(settings="commonground.config.settings.desktop", database=sys.argv[1])
import django
if __name__ == "__main__":
    django.setup()
    from commonground.config.commands import cli
    cli(["init", "--country", "BA"], standalone_mode=False)
    ring = [[17, 44], [18, 44], [18, 45], [17, 45], [17, 44]]
    unit = {"type": "Feature", "properties": {"code": "U", "name": "Unit"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    with open(sys.argv[1] + ".geojson", "w") as file:
        json.dump({"type": "FeatureCollection", "features": [unit]}, file)
    try:
        cli(["import", file.name, "--as", "units"], standalone_mode=False)
    except SystemExit:  # with what it found to say about them
        pass
    from commonground.core.geometry.tiling import Tile
    from commonground.geodata import actions
    from commonground.geodata.queries.tiles import Asked, tile_bytes
    from commonground.store.second import second
    second.allow()
    busy = Lock()
    def there(*asked):
        for _ in range(600):
            with busy:
                if second._started():
                    return second.shared(busy, *asked)
            time.sleep(0.05)
    stamp = actions.fresh()
    asked = Asked(Tile(6, 35, 23))
    print(json.dumps([os.getpid(), there(os.getpid), there(tile_bytes, asked, stamp) == tile_bytes(asked, stamp) != b""]), flush=True)
    time.sleep(600)
"""


def gone(pid: int) -> bool:
    """Whether a process ends within seconds."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_it_knows_the_same_database_and_ends_with_the_first_however_that_ends(tmp_path):
    script = tmp_path / "first.py"
    script.write_text(SCRIPT)
    first = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "a.cground")], stdout=subprocess.PIPE, text=True
    )
    try:
        said = next(line for line in first.stdout if line.startswith("[")).strip("[]\n").split(", ")
        assert int(said[0]) == first.pid != int(said[1]) and said[2] == "true"
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
        first.stdout.close()
    assert gone(int(said[1]))


@pytest.fixture
def two(monkeypatch):
    monkeypatch.setattr(module, "_begin", os.getpid)  # no database is asked here
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    pair = Second()
    yield pair
    pair.end()


def ready(pair: Second) -> bool:
    return any(pair._started() or time.sleep(0.05) for _ in range(600))


def test_what_is_asked_while_somebody_is_busy_here_is_done_there(two):
    mine = Lock()
    assert two.shared(mine, os.getpid) == os.getpid() and not two._started(), "nobody has allowed it"
    two.allow()
    assert ready(two)
    assert two.shared(mine, os.getpid) == os.getpid(), "nobody is busy"
    with mine:
        there = two.shared(mine, os.getpid)
        with pytest.raises(ValueError, match="invalid literal"):
            two.shared(mine, int, "x")
    assert there != os.getpid() and not mine.locked()
    two.end()
    assert gone(there) and not two._started()


def test_where_the_second_is_gone_everything_is_done_here(two):
    mine = Lock()
    two.allow()
    assert ready(two)
    with mine:
        os.kill(two.shared(mine, os.getpid), signal.SIGKILL)
    mine.acquire()
    Timer(0.2, mine.release).start()
    assert two.shared(mine, os.getpid) == os.getpid()
    assert not two._started()


def test_on_one_processor_there_is_no_second(two, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    two.allow()
    assert not two._started() and two._pool is None
