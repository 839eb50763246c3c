"""Operators, donors and authorities: names and types."""
