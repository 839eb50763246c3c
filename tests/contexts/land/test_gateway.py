"""The fold gives the same atoms wherever it runs, and a cluster's workers do the work."""

import importlib.util
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from cells import books as net
from cells import two_units
from test_planted_defects import SCALE, programme

from commonground.core.land import accounts, compute
from commonground.core.land.entries import Entry
from commonground.core.refusals import NotUsable
from commonground.land import gateway


def entries() -> list[Entry]:
    """Forty neighbourhoods side by side that know nothing of each other."""
    out: list[Entry] = []
    for block in range(40):
        for entry, _ in programme(block):
            fields = {f: getattr(entry, f) for f in Entry.__dataclass_fields__}
            fields |= {
                "number": entry.number + 100 * block,
                "hash": f"{block}:{entry.hash}",
                "corrects": f"{block}:{entry.corrects}" if entry.corrects else "",
                "hazards": tuple(h + 10 * block for h in entry.hazards),
                "shape": shifted(entry.shape, 40.0 * block),
            }
            out.append(Entry(**fields))
    return out


def shifted(shape, up: float):
    import shapely

    return shapely.set_precision(shapely.transform(shape, lambda xy: xy + (0, up)), 0.01)


EXPECTED: Counter = net(accounts.state(entries(), two_units(SCALE), chunk=20).atoms)


@pytest.mark.parametrize("kind", ["serial", "threads", "processes"])
def test_every_engine_gives_the_same_atoms(kind):
    with gateway.runner(kind, 2) as run:
        assert net(accounts.state(entries(), two_units(SCALE), run=run, chunk=20).atoms) == EXPECTED
    assert len(EXPECTED) > 400


def test_whoever_asks_other_processes_works_too_and_gets_results_in_their_order():
    here = threading.get_ident()
    with ThreadPoolExecutor(1) as pool:
        run = gateway._shared(pool, 1)
        said = list(run(lambda one, two: time.sleep(0.01) or (one + two, threading.get_ident()), range(12), range(12)))
        assert list(run(lambda one: one, [])) == []
        with pytest.raises(ZeroDivisionError):
            list(run(lambda one: 1 // one, [1, 0, 1]))
    assert [number for number, _ in said] == [2 * i for i in range(12)]
    assert said[-1][1] == here and said[0][1] != here


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="Dask is not installed: it is an extra")
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_of_two_gives_the_same_atoms_and_both_of_it_work():
    distributed = importlib.import_module("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        with gateway.runner("dask", cluster=cluster) as run:
            found = accounts.state(entries(), two_units(SCALE), run=run, chunk=20)
        with distributed.Client(cluster) as client:
            worked = client.run(lambda dask_worker: dask_worker.state.executed_count)
        assert len(worked) == 2
        assert all(count > 0 for count in worked.values()), worked
    assert net(found.atoms) == EXPECTED


def test_the_fold_is_handed_out_in_chunks():
    _, rest = compute.sort_out(accounts.in_force(entries()), two_units(SCALE))
    assert len(list(compute.chunks(rest, 20))) > 8


def test_an_engine_that_nobody_knows_is_refused():
    with pytest.raises(NotUsable, match="land.runner.unknown"), gateway.runner("steam"):
        pass


def test_without_dask_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setattr(gateway.importlib, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    with pytest.raises(NotUsable, match="land.runner.no-dask"), gateway.runner("dask"):
        pass
