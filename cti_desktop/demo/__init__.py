"""The demo: simulator, companion and desktop as three programs, and proof that they agree."""
