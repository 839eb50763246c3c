"""Encodings, headings and what goes out."""

import pytest

from commonground.core.tables.encodings import decode, detect, repair
from commonground.core.tables.escape import csv_bytes, safe_cell
from commonground.core.tables.headings import find

LATIN = "Čapljina, Široki Brijeg, Žepče, Đurđevik, Brčko, Ćehići"
CYRILLIC = "Бања Лука, Пале, Жепче, Шамац, Ђурђевик, Његош, Љубиње"


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852"])
def test_detect_tells_latin_encodings_apart(encoding):
    assert detect(LATIN.encode(encoding)).encoding == encoding
    assert decode(LATIN.encode(encoding)).text == LATIN


def test_detect_knows_cyrillic_and_unicode():
    assert detect(CYRILLIC.encode("cp1251")).encoding == "cp1251"
    assert detect(CYRILLIC.encode("iso8859-5")).encoding == "iso8859-5"
    assert (detect(LATIN.encode()).encoding, detect(LATIN.encode()).certain) == ("utf-8", True)
    assert detect(LATIN.encode("utf-8-sig")).mark
    assert decode(LATIN.encode("utf-16")).text == LATIN
    assert decode("sifra;naziv".encode("utf-16-be")).text == "sifra;naziv"
    assert detect("Nariño, San José del Guaviare, Medellín, España".encode("cp1252")).encoding == "cp1252"


def test_decode_reads_each_line_in_its_encoding():
    read = decode("Žepče\n".encode() + "Široki\n".encode("cp1250") + "Čitluk\n".encode() + b"Pale")
    assert read.text == "Žepče\nŠiroki\nČitluk\nPale"
    assert read.others == {1: "cp1250"}


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [("BrÄ\u008dko", "Brčko"), ("Å\u00a0iroki", "Široki"), ("SlaviÄ‡", "Slavić"), ("Ð¨Ð°Ð¼Ð°Ñ†", "Шамац"), ("Brèko", "Brčko"), ("Miloševiæ", "Milošević")],
)  # fmt: skip
def test_repair_suggests_what_was_meant(garbled, meant):
    assert repair(garbled) == meant


@pytest.mark.parametrize("fine", ["Brčko", "Шамац", "San José", "Mina", "", "Ärzte", "Čapljina Široki"])
def test_repair_leaves_what_is_fine(fine):
    assert repair(fine) is None


def test_find_reads_a_heading_below_a_title():
    found = find([["Pregled 2023", None, None], [None, None, None], ["Šifra", "m2", "Datum"], ["A", 1, "1.1.2001"]])
    assert (found.names, found.data, found.skipped, found.merged) == (("Šifra", "m2", "Datum"), 3, 2, False)


def test_find_puts_merged_headings_together():
    rows = [["Šifra", "Površina", None, "Položaj", None], [None, "SHA", "CHA", "X", "Y"], ["A", 1, 2, 16, 44]]
    wanted = ("Šifra", "Površina SHA", "Površina CHA", "Položaj X", "Položaj Y")
    assert find(rows, [(0, 1, 0, 2), (0, 3, 0, 4), (0, 0, 1, 0)]).names == wanted
    assert find(rows).names == wanted  # a CSV made of such a sheet does not say what was merged
    assert find(rows).data == 2


def test_find_makes_names_up_where_there_are_none():
    found = find([["1", "16,5"], ["2", "16,6"]])
    assert (found.names, found.data, found.missing) == (("column 1", "column 2"), 0, True)


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "=cmd|'/c calc'!A1", "＝1+1", "\n=1", "-2+3+cmd", '"=1', ";=1"],
)  # fmt: skip
def test_safe_cell_makes_formulas_text(value):
    assert str(safe_cell(value)).startswith("'")


@pytest.mark.parametrize("value", ["-5", "+38761123456", "-3,5", "SHA-1", "a=b", "Brčko", -5, -3.5, 0, True, None, ""])
def test_safe_cell_leaves_what_is_harmless(value):
    assert safe_cell(value) == value


def test_csv_bytes_writes_what_excel_reads():
    data = csv_bytes(["code", "=x"], [["Žepče", -1.5], ['a "b", c', "=1"], [None, True]])
    assert data == '\ufeffcode,\'=x\r\nŽepče,-1.5\r\n"a ""b"", c",\'=1\r\n,true\r\n'.encode()
