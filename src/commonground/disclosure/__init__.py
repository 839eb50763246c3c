"""Disclosure: how figures about people leave. One door, its rules, and a ledger of everything that went through it.

It knows no accident, no victim and no service: slices above hand it people without names, by `config/wiring.py`.
"""
