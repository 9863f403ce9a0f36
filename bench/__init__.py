"""Measurements of Ledgerline against the least that could do the same: `python -m bench`."""
