"""The command line: answers for machines, exit codes that mean something, refusals in words."""

import json

from factories.databases import commonground

POLYGON = {
    "type": "Polygon",
    "coordinates": [[[17.5, 44.0], [17.51, 44.0], [17.51, 44.01], [17.5, 44.01], [17.5, 44.0]]],
}
BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[17.6, 44.0], [17.61, 44.01], [17.61, 44.0], [17.6, 44.01], [17.6, 44.0]]],
}


def file_of(path, *features):
    rows = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return str(path)


def test_from_an_empty_file_to_a_statement_and_back(tmp_path):
    database = str(tmp_path / "ba.cground")
    assert commonground("init", "--country", "BA", database=database)["programme"] == "BA"
    file = file_of(tmp_path / "h.geojson", (POLYGON, {"code": "A-1"}))
    tried = commonground("import", file, "--as", "hazards", "--opening", "2024-01-01", "--try", database=database)
    assert tried["tried"] and commonground("check", database=database)["head"] == 0
    taken = commonground("import", file, "--as", "hazards", "--opening", "2024-01-01", database=database)
    assert taken["counts"]["new"] == 1 and {k: taken[k] for k in ("counts", "m2")} == {
        k: tried[k] for k in ("counts", "m2")
    }
    out = tmp_path / "s.csv"
    said = commonground("statement", "--year", "2024", "--csv", str(out), database=database)
    assert str(taken["m2"]) in out.read_text("utf-8-sig")
    assert said["closes"]
    assert commonground("import", "--undo", str(taken["load"]), database=database)["voided"] == 1
    assert commonground("check", "--deep", database=database)["head"] == 2


def test_quarantined_rows_are_exit_code_one_and_come_out_to_be_mended(tmp_path):
    database, mend = str(tmp_path / "ba.cground"), tmp_path / "mend.csv"
    commonground("init", "--country", "BA", database=database)
    file = file_of(tmp_path / "h.geojson", (POLYGON, {"code": "A-1"}), (BOWTIE, {"code": "A-2"}))
    said = commonground(
        "import",
        file,
        "--as",
        "hazards",
        "--opening",
        "2024-01-01",
        "--quarantine",
        str(mend),
        database=database,
        expect=1,
    )
    assert (said["counts"]["new"], said["counts"]["quarantined"]) == (1, 1)
    assert "A-2" in mend.read_text("utf-8-sig") and "A-1" not in mend.read_text("utf-8-sig")


def test_a_refusal_is_exit_code_three_with_its_code_and_sentence(tmp_path):
    database = str(tmp_path / "ba.cground")
    commonground("init", "--country", "BA", database=database)
    said = commonground("init", "--country", "HR", database=database, expect=3)
    assert said["refused"] == "places.programme.exists"
    assert said["sentence"].startswith("This database is already the programme BA.")


def test_what_is_not_understood_is_exit_code_two(tmp_path):
    assert "Usage" in commonground("import", database=str(tmp_path / "x.cground"), expect=2)["said"]


def test_a_database_that_was_never_made_is_exit_code_four(tmp_path):
    said = commonground("check", database=str(tmp_path / "none.cground"), expect=4)
    assert "init" in said["said"]
