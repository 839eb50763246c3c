"""Explosive ordnance without a database: amounts that stay inequalities, accounts that close, a catalogue of models."""
