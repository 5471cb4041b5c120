"""CTI Desktop: a desktop softphone companion for Zoom Phone, its companion backend and a Zoom in a box."""

__version__ = "0.1.0"
