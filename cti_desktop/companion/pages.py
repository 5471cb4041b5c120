"""The few pages people see in their browser during sign-in: small, calm, without scripts."""

import base64
import hashlib
from html import escape
from http import HTTPStatus

from starlette.responses import HTMLResponse

_STYLE = """
:root{color-scheme:light dark;--ground:#f4f6f9;--card:#fff;--ink:#1b2430;--soft:#5a6675;
--line:#dfe4ea;--good:#1f7a4d;--good-tint:#e3f3ea;--bad:#b3372b;--bad-tint:#fbe9e7}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--card:#1b212a;--ink:#e8edf3;
--soft:#a3afbd;--line:#2c3541;--good:#6fd3a0;--good-tint:#173a2a;--bad:#ff9d92;--bad-tint:#452420}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);
color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{width:100%;max-width:440px;padding:40px;border:1px solid var(--line);border-radius:16px;
background:var(--card);text-align:center}
.sign{display:grid;place-items:center;width:56px;height:56px;margin:0 auto 20px;border-radius:50%}
.sign svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:2.5;
stroke-linecap:round;stroke-linejoin:round}
.good{color:var(--good);background:var(--good-tint)}
.bad{color:var(--bad);background:var(--bad-tint)}
h1{margin:0 0 8px;font-size:22px;line-height:1.3;font-weight:600}
p{margin:0;color:var(--soft);overflow-wrap:anywhere;text-wrap:balance}
b{color:var(--ink);font-weight:600}
small{display:block;margin-top:24px;padding-top:16px;border-top:1px solid var(--line);
color:var(--soft);font-size:13px;text-wrap:balance}
code{font:12px/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_TICK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
_MARK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 6.5v7M12 17.5v.01"/></svg>'


def wanted(accept: str | None) -> bool:
    """Tell by the Accept header whether a person's browser asks."""
    return "text/html" in (accept or "")


def connected_page(name: str | None) -> HTMLResponse:
    """Say that sign-in is done and the window may go."""
    who = f"<p>Signed in as <b>{escape(name)}</b></p>" if name else ""
    return _page(
        "Zoom is connected",
        f'<div class="sign good">{_TICK}</div><h1>Zoom is connected</h1>'
        f"{who}<p>You can close this window.</p>",
    )


def trouble_page(message: str, *, status: HTTPStatus, error_id: str) -> HTMLResponse:
    """Say what went wrong, what to do, and the id to tell an administrator."""
    return _page(
        "Sign-in did not work",
        f'<div class="sign bad">{_MARK}</div><h1>Sign-in did not work</h1>'
        f"<p>{escape(message)}</p>"
        f"<small>If it happens again, tell your administrator this code:<br>"
        f"<code>{escape(error_id)}</code></small>",
        status=status,
    )


def _page(title: str, body: str, *, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} · CTI Desktop</title><style>{_STYLE}</style></head>"
        f'<body><main role="main">{body}</main></body></html>',
        status_code=status,
        headers={"content-security-policy": _POLICY},
    )
