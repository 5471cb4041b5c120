"""How the companion shows itself to whom it asks: Zoom, and itself at its public address."""

import httpx

from cti_desktop import __version__

NAMED = {"user-agent": f"cti-desktop-companion/{__version__}"}
"""Headers of every request, so that who looks at a proxy's or Zoom's log knows whose it is."""


def open_http() -> httpx.AsyncClient:
    """Open the connections to Zoom."""
    return httpx.AsyncClient(headers=NAMED)
