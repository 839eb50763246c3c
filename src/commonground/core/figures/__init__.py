"""Figures as data: what each published number is, what it is made of, and how it may be checked."""
