"""Zoom's words, one module for each version of its contract; nothing here says what they mean.

A module has only what its version brought or named anew, so a further version is one more module.
What all versions have together stands in `names.py`; the readers give the words their meaning.
"""
