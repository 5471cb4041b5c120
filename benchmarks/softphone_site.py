"""The smallest page that can stand in the softphone's frame, on an origin of its own.

It says that it is ready, and echoes what carries `echo`; calls are posted from it by script.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.page_server import PageHandler, page_server

_PAGE = b"""<!doctype html>
<title>Frame</title>
<p>A frame</p>
<script>
addEventListener('message', (event) => {
  if (event.data && 'echo' in event.data) event.source.postMessage(event.data, event.origin);
});
parent.postMessage({type: 'zp-ready'}, '*');
</script>"""


class _Handler(PageHandler):
    page = _PAGE


@contextmanager
def softphone_site() -> Iterator[str]:
    """Serve the page; yields its origin."""
    with page_server(_Handler) as origin:
        yield origin
