"""The greatest size of a body: what is larger is not read on, and refused in the words of every refusal."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import TooLarge


class BodyLimit:
    """Judged where the body is read, so that the refusal becomes a page like others."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        announced = int(declared) if declared.isdecimal() else 0
        so_far = 0

        async def receive_within() -> Message:
            nonlocal so_far
            if announced > self.largest:
                raise TooLarge
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > self.largest:
                raise TooLarge
            return message

        await self.app(scope, receive_within, send)
