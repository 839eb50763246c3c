"""Two programmes in two files, from the first card to the receipt, on the command line."""

import json

import agreed
from peers import text

from factories.databases import commonground

SQUARE = [[20.1, 42.2], [20.102, 42.2], [20.102, 42.202], [20.1, 42.202], [20.1, 42.2]]


def test_a_neighbour_hears_what_was_agreed(tmp_path):
    ours, theirs = str(tmp_path / "al.cground"), str(tmp_path / "rs.cground")
    card, signed, sent, receipt = (str(tmp_path / name) for name in ("card", "signed", "sent.smx", "receipt"))
    for database, country, name in ((ours, "AL", "amc.example.al"), (theirs, "RS", "mac.example.rs")):
        commonground("init", "--country", country, database=database)
        commonground("exchange", "node", name, database=database)
    for one, other in ((ours, theirs), (theirs, ours)):
        fingerprint = commonground("exchange", "card", card, database=one)["fingerprint"]
        commonground("exchange", "pin", card, "--fingerprint", fingerprint, database=other)
    hazard = {
        "type": "Feature",
        "properties": {"code": "AL-1"},
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    (tmp_path / "h.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [hazard]}))
    commonground("import", str(tmp_path / "h.geojson"), "--as", "hazards", "--opening", "2024-01-01", database=ours)
    (tmp_path / "text.json").write_text(json.dumps(text(valid_until="2099-12-31")))
    commonground("exchange", "sign", str(tmp_path / "text.json"), signed, database=ours)
    commonground("exchange", "take", signed, "--countersign", signed, database=theirs)
    commonground("exchange", "take", signed, database=ours)
    assert commonground("exchange", "send", agreed.SAID["id"], sent, database=ours)["said"] == {"put": 1, "policy": 1}
    assert commonground("exchange", "receive", sent, "--receipt", receipt, database=theirs)["new"] == 2
    assert commonground("exchange", "confirm", receipt, database=ours)["confirmed"] == 2
    (feed,) = commonground("exchange", "status", database=theirs)["feeds"]
    assert feed["records"] == {"shared": 1} and feed["direction"] == "in"
    assert commonground("exchange", "verify", database=theirs)["feeds"][0]["faults"] == []
    assert commonground("check", database=theirs)["head"] == 0, "what others say is not in the books"
