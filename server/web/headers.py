"""Headers of every answer: a strict content policy, and nothing kept unless an endpoint says so."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def policy_with_style(nonce: str) -> str:
    """For a page whose script makes a style of its own, and says so with this word."""
    return POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Pure ASGI, so that a streaming answer is not held back."""

    def __init__(self, app: ASGIApp, public_origin: str | None = None) -> None:
        self.app = app
        # Older Safari does not count the own host's sockets as 'self'.
        socket = (public_origin or "").replace("http", "ws", 1)
        self.policy = POLICY.replace("connect-src 'self'", f"connect-src 'self' {socket}".rstrip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self.policy)
                headers.setdefault("Cache-Control", "no-store")
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
