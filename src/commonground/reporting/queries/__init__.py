"""Figures and statements, from atoms."""
