"""Makes this program the one that opens links to phone numbers, on each system, and undoes it.

`here.py` picks the system; the command line is the only caller.
"""
