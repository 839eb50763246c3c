"""Files from outside become tables: `read` starts a process of little power, and judges what it hands back.

The parent never parses a file from outside and never loads GDAL: it looks at the first bytes, makes a copy
that nothing else lies beside, and waits.
"""

from commonground.intake.gateway.parent import read
from commonground.intake.gateway.table import Cell, Limits, Table

__all__ = ["Cell", "Limits", "Table", "read"]
