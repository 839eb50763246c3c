"""Cells of tables as the field fills them in: numbers, dates, encodings, headings, turning points. Pure."""
