"""CTI Desktop: a softphone companion for Zoom Phone, its backend and a Zoom in a box."""

__version__ = "0.1.0"
