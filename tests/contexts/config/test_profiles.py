"""Mappings saved by name, at the console as on the pages; and units with the day they are in force from."""

import json

from factories.databases import commonground

POLYGON = {
    "type": "Polygon",
    "coordinates": [[[17.5, 44.0], [17.51, 44.0], [17.51, 44.01], [17.5, 44.01], [17.5, 44.0]]],
}


def file_of(path, *features):
    rows = [{"type": "Feature", "geometry": g, "properties": p} for g, p in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return str(path)


def test_a_mapping_is_saved_by_name_and_used_again(tmp_path):
    database = str(tmp_path / "ba.cground")
    commonground("init", "--country", "BA", database=database)
    first = file_of(tmp_path / "a.geojson", (POLYGON, {"number of it": "A-1"}))
    common = ("--opening", "2024-01-01")
    said = commonground("import", first, "--as", "hazards", "--set", "code=number of it", *common, "--try",
                        "--save-profile", "council", database=database)  # fmt: skip
    assert said["profile"] == {"name": "council", "version": 1}
    taken = commonground("import", first, "--profile", "council", "--save-profile", "council", database=database)
    assert taken["counts"]["new"] == 1 and taken["profile"]["version"] == 1  # the same mapping is no new version
    changed = commonground("import", first, "--profile", "council", "--crs", "EPSG:4326", "--save-profile", "council",
                           database=database)  # fmt: skip
    assert changed["counts"]["unchanged"] == 1 and changed["profile"]["version"] == 2


def test_a_profile_that_is_not_there_or_is_of_other_rows_is_refused(tmp_path):
    database = str(tmp_path / "ba.cground")
    commonground("init", "--country", "BA", database=database)
    file = file_of(tmp_path / "a.geojson", (POLYGON, {"code": "A-1"}))
    commonground("import", file, "--as", "hazards", "--opening", "2024-01-01", "--try", "--save-profile", "council",
                 database=database)  # fmt: skip
    said = commonground("import", file, "--profile", "nobody", database=database, expect=3)
    assert said["refused"] == "intake.profile.not-there" and "council" in said["sentence"]
    said = commonground("import", file, "--as", "units", "--profile", "council", database=database, expect=3)
    assert said["refused"] == "intake.profile.other-rows"
    both = commonground("import", file, "--profile", "a", "--map", file, database=database, expect=2)
    assert "not both" in both["said"]


def test_units_in_force_from_a_day_leave_earlier_statements_by_the_units_there_were(tmp_path):
    database = str(tmp_path / "ba.cground")
    commonground("init", "--country", "BA", database=database)
    whole = {"type": "Polygon", "coordinates": [[[17, 43.5], [18, 43.5], [18, 44.5], [17, 44.5], [17, 43.5]]]}
    part = {"type": "Polygon", "coordinates": [[[17, 43.5], [17.7, 43.5], [17.7, 44.5], [17, 44.5], [17, 43.5]]]}
    commonground(
        "import", file_of(tmp_path / "a.geojson", (whole, {"name": "Old"})), "--as", "units", database=database
    )
    hazard = file_of(tmp_path / "h.geojson", (POLYGON, {"code": "A-1"}))
    commonground("import", hazard, "--as", "hazards", "--opening", "2020-01-01", database=database)
    before = commonground("statement", "--year", "2023", database=database)
    units = file_of(tmp_path / "b.geojson", (part, {"name": "New"}))
    said = commonground("import", units, "--as", "units", "--valid-from", "2024-01-01", database=database)
    assert said["edition"] == 2
    assert commonground("statement", "--year", "2023", database=database) == before
    after = commonground("statement", "--year", "2024", database=database)
    assert [u["unit"] for u in after["units"]][:1] == ["New"] and after["edition"]["valid_from"] == "2024-01-01"
    assert commonground("statement", "--year", "2024", "--edition", "1", database=database)["edition"]["number"] == 1
    assert commonground("statement", "--year", "2024", "--edition", "5", database=database, expect=3)["refused"] == (
        "places.edition.not-there"
    )
