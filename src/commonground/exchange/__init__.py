"""Agreements and feeds between sovereign programmes. What others share is kept apart, and never written into the national accounts."""
