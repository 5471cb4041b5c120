"""The bare endpoint: a Starlette program that verifies a webhook's signature and drops it.

Served by the same server with the same settings as the companion; prints its address when ready.
"""

import hashlib
import hmac
import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.storm import SECRET
from cti_desktop.companion.server import CompanionServer, address_of, bind


async def take(request: Request) -> Response:
    """Verify and drop."""
    body = await request.body()
    stamp = request.headers["x-zm-request-timestamp"]
    signed = b"v0:" + stamp.encode() + b":" + body
    mac = "v0=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    fits = hmac.compare_digest(mac, request.headers["x-zm-signature"])
    return Response(status_code=204 if fits else 401)


def main() -> None:
    """Serve until told to stop."""
    app = Starlette(routes=[Route("/zoom/webhook", take, methods=["POST"])])
    with bind("127.0.0.1", 0) as listening:
        said = json.dumps({"url": address_of(listening)})
        server = CompanionServer(
            app, before_shutdown=lambda: None, ready=lambda: print(said, flush=True)
        )
        server.run(sockets=[listening])


if __name__ == "__main__":
    main()
