"""The steps from each released schema to the next; run by `upgrading.py` only."""
