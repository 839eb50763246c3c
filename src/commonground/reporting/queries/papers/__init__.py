"""The forms a publication leaves in: for print, for editing, for reckoning again, and for other people's software."""

from collections.abc import Mapping, Sequence
from typing import Any

from commonground.core.publishing.manifest import PublishedFile
from commonground.reporting.queries.papers.editable import docx
from commonground.reporting.queries.papers.flat import hxl_csv, long_csv
from commonground.reporting.queries.papers.printed import pdf
from commonground.reporting.queries.papers.workbook import xlsx

PDF, CSV = "application/pdf", "text/csv; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def forms(content: Mapping[str, Any], languages: Sequence[str]) -> list[PublishedFile]:
    """Every form of a content, the same bytes each time. The first language also stands side by side with each other one."""
    out = []
    for language in languages:
        out.append(PublishedFile(f"publication-{language}.pdf", PDF, pdf(content, [language])))
        out.append(PublishedFile(f"publication-{language}.docx", DOCX, docx(content, language)))
    first, *others = languages
    out += [PublishedFile(f"publication-{first}-{other}.pdf", PDF, pdf(content, [first, other])) for other in others]
    out.append(PublishedFile("publication.xlsx", XLSX, xlsx(content, languages[0])))
    out.append(PublishedFile("publication.csv", CSV, long_csv(content)))
    if any(table["by"] == "unit" for table in content["tables"]):
        out.append(PublishedFile("publication-hxl.csv", CSV, hxl_csv(content)))
    return out
