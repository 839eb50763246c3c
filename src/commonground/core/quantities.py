"""Units live in types, not in comments."""

from typing import NewType

SquareMetres = NewType("SquareMetres", int)
Metres = NewType("Metres", float)

M2_PER_KM2 = 1_000_000
M2_PER_HA = 10_000
M2_PER_SQ_MI = 2_589_988.110336  # international mile, exactly 1609.344 m
