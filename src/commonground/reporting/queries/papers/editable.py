"""A content as a DOCX: headings, prose and tables that a ministry can edit; from right to left where the language runs so."""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable

from commonground.core.tables.escape import CONTROL
from commonground.reporting.queries.papers import content as told
from commonground.reporting.queries.papers import explained, prose
from commonground.reporting.queries.papers.pictures import pictures
from commonground.reporting.queries.papers.printed import definition_heads, others, restated_heads
from commonground.reporting.queries.papers.zips import fixed
from commonground.ui.paper import png

FACE = "DejaVu Sans"  # what the other forms are set in; any other serves where it is not there


def docx(content: Mapping[str, Any], language: str) -> bytes:
    """The document in one language."""
    with override(language):
        made = Writer(content, language).written()
    out = io.BytesIO()
    made.save(out)
    return fixed(out.getvalue(), date.fromisoformat(content["question"]["to"]))


# What comes after an element where it stands in its parent: Word refuses a document in another order.
AFTER = {
    "w:bidi": "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange rtlGutter docGrid printerSettings sectPrChange",
    "w:bidiVisual": "tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "w:szCs": "highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
}


def _put(parent: Any, name: str) -> Any:
    """A new element in its place."""
    made = OxmlElement(name)
    parent.insert_element_before(made, *(f"w:{after}" for after in AFTER[name].split()))
    return made


class Writer:
    """Writes one document."""

    def __init__(self, content: Mapping[str, Any], language: str) -> None:
        self.content, self.language, self.bidi = content, language, get_language_bidi()
        self.made = Document()
        self._styles()

    def written(self) -> Any:
        content = self.content
        self._heading(content["title"], 0)
        for line in (told.notice(), f"{content['programme']['name']}: {told.dates(content)}"):
            if line:
                self._prose(line)
        self._table([], told.facts(content), numbers=False)
        for section in prose.sections(content):
            self._section(section)
        self._heading(_("From opening to closing"), 1)
        self._statement()
        for title, lines in told.more(content):
            self._heading(title, 2)
            self._table([], lines)
        self._pictures()
        self._wide()
        for table in told.tables(content):
            self._heading(table.title, 1)
            if table.note:
                self._prose(table.note)
            rows = [(r.name, *r.cells) for r in table.rows]
            total = [(table.total.name, *table.total.cells)] if table.total else []
            self._table([table.first, *table.heads], [*rows, *total], strong=[len(rows)] if total else [], small=True)
        self._restated()
        self._definitions()
        return self.made

    def _section(self, section: prose.Section) -> None:
        self._heading(section.title, 1)
        if section.note:
            self._prose(section.note)
        for part in section.parts:
            self._heading(part.title, 2)
            for line in part.lines:
                self._prose(line)
            self._table(part.heads, part.rows)

    def _styles(self) -> None:
        normal = self.made.styles["Normal"]
        normal.font.name, normal.font.size = FACE, Pt(9)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(part), FACE)
        section = self.made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        if self.bidi:
            _put(section._sectPr, "w:bidi")
        core = self.made.core_properties
        on = date.fromisoformat(self.content["question"]["to"])
        core.title, core.author, core.language = (
            _clean(self.content["title"])[:255],  # no more fits into a property
            _clean(self.content["programme"]["name"])[:255],
            self.language,
        )
        core.created = core.modified = datetime(on.year, on.month, on.day, tzinfo=UTC)
        core.comments = ""
        self._foot(section.footer.paragraphs[0])

    def _foot(self, paragraph: Any) -> None:
        """Both dates, and the number of the page."""
        self._run(paragraph, f"{self.content['programme']['code']} · {told.dates(self.content)} · ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = paragraph.add_run()
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        self._directed(paragraph)

    def _directed(self, paragraph: Any) -> None:
        if self.bidi:
            _put(paragraph._p.get_or_add_pPr(), "w:bidi")

    def _run(self, paragraph: Any, text: str, *, bold: bool = False, size: float | None = None) -> None:
        run = paragraph.add_run(_clean(text))
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        if self.bidi:
            run.font.rtl, run.font.cs_bold = True, bold or None
            if size:
                _put(run._r.get_or_add_rPr(), "w:szCs").set(qn("w:val"), str(round(size * 2)))

    def _heading(self, text: str, level: int) -> None:
        paragraph = self.made.add_heading(level=level)
        self._run(paragraph, text)
        for run in paragraph.runs:
            run.font.name = FACE
        self._directed(paragraph)

    def _prose(self, text: str) -> None:
        paragraph = self.made.add_paragraph()
        self._run(paragraph, text)
        self._directed(paragraph)

    def _table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        strong: Sequence[int] = (),
        numbers: bool = True,
        small: bool = False,
    ) -> None:
        """A table with its head said again on every page; figures at the far side."""
        columns = len(heads) if heads else len(rows[0]) if rows else 0
        if not columns:
            return
        table = self.made.add_table(rows=0, cols=columns, style="Table Grid")
        if self.bidi:
            _put(table._tblPr, "w:bidiVisual")
        size = 7 if small else 8.5
        self._like: dict[tuple[bool, int], Any] = {}
        if heads:
            self._cells(table, heads, bold=True, numbers=numbers, size=size)
            head = OxmlElement("w:tblHeader")
            table.rows[0]._tr.get_or_add_trPr().append(head)
        for number, row in enumerate(rows):
            self._cells(table, row, bold=number in strong, numbers=numbers, size=size)

    def _cells(self, table: DocxTable, texts: Sequence[str], *, bold: bool, numbers: bool, size: float) -> None:
        """A row of a table. It is a copy of one that is made once for each look: tables of a country have thousands of cells."""
        look = (bold, len(texts))
        if look not in self._like:
            self._like[look] = self._row_like(table, len(texts), bold=bold, numbers=numbers, size=size)
        row = deepcopy(self._like[look])
        table._tbl.append(row)
        for place, text in zip(row.iter(qn("w:r")), texts, strict=True):
            place.text = _clean(text)

    def _row_like(self, table: DocxTable, count: int, *, bold: bool, numbers: bool, size: float) -> Any:
        """A row of empty cells as they look, in no table."""
        made = table.add_row()
        for number, cell in enumerate(made.cells[:count]):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            self._run(paragraph, "", bold=bold, size=size)
            self._directed(paragraph)
            if numbers and number:
                # in a paragraph that runs from right to left, RIGHT is its end: the left side
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        table._tbl.remove(made._tr)
        return made._tr

    def _statement(self) -> None:
        lines = told.statement(self.content)
        rows = [(("   " if line.level == 2 else "") + line.label, *(line.cells or ("",) * 4)) for line in lines]
        strong = [n for n, line in enumerate(lines) if line.sum or line.level == 0]
        self._table([_("Line"), *told.statement_heads()], rows, strong=strong)

    def _pictures(self) -> None:
        for picture in pictures(self.content):
            self._heading(picture.title, 2)
            self.made.add_picture(io.BytesIO(png(picture.svg)), width=Mm(165))
            inline = self.made.inline_shapes[-1]._inline
            inline.docPr.set("descr", _clean(picture.description))
            self._prose(picture.description)

    def _wide(self) -> None:
        """Tables stand on pages that lie."""
        section = self.made.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)

    def _restated(self) -> None:
        some = explained.restated(self.content)
        if some:
            self._heading(_("Restatements"), 1)
        for one in some:
            self._heading(one.title, 2)
            rows = [
                (c.where, c.figure, c.old, c.new, c.by, "; ".join(f"{entry}: {amount}" for entry, amount in c.causes))
                for c in one.changes
            ]
            self._table(restated_heads(), rows, numbers=False, small=True)
            if one.others:
                self._prose(others(one.others))

    def _definitions(self) -> None:
        defined = explained.definitions(self.content)
        self._heading(_("Definitions"), 1)
        rows = [
            (f"{f.name} ({f.code})", f.unit, f.formula, f.source, str(f.unknowns), str(f.rounding))
            for f in defined.rows
        ]
        self._table(definition_heads(), rows, numbers=False, small=True)
        for title, sentences in (
            (_("How unknowns are treated"), defined.unknowns),
            (_("How figures are rounded"), defined.roundings),
        ):
            self._heading(title, 2)
            for number, sentence in enumerate(sentences, start=1):
                self._prose(f"{number}. {sentence}")


def _clean(text: str) -> str:
    """Signs that no XML may hold are shown as what they are: not to be read."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text))
