"""Everything that knows Zoom's wire shapes, both ways; the rest of the program sees events."""
