"""Goes where Zoom's API says that a file lies, with the token as far as that is Zoom's own.

Zoom leads to its files by redirects. Its own client libraries show the token there as well, while
HTTP libraries drop it at another host. So it is shown to Zoom's hosts, over https, and to no other.
"""

import httpx

from cti_desktop.calls.errors import Denied, Temporary

_ZOOM = "zoom.us"
_MOST_STEPS = 5
_REFUSALS = frozenset({401, 403})


async def send_following(http: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send a request that has Zoom's token and follow to where the file lies.

    Returns:
        The last answer, its body not read yet; the caller closes it.

    Raises:
        Denied: a host other than the first refused (`file_refused`): no matter of the token's age.
        Temporary: it leads on and on (`zoom_malformed`).
        httpx.HTTPError: a host cannot be reached.
    """
    token = request.headers["authorization"]
    first = request.url.host
    for _ in range(_MOST_STEPS):
        answer = await http.send(request, stream=True, follow_redirects=False)
        if answer.next_request is None:
            if request.url.host != first and answer.status_code in _REFUSALS:
                await answer.aclose()
                raise Denied("Zoom does not give out this file.", code="file_refused")
            return answer
        await answer.aclose()
        request = answer.next_request
        if _is_zooms(request.url):
            request.headers["authorization"] = token
    raise Temporary("Zoom's answer is not understood.", code="zoom_malformed")


def _is_zooms(url: httpx.URL) -> bool:
    return url.scheme == "https" and (url.host == _ZOOM or url.host.endswith(f".{_ZOOM}"))
