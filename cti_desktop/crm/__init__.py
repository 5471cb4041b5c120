"""Where contacts come from and calls are written to."""
