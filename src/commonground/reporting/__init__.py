"""Figures and statements: the accounts as people ask for them."""
