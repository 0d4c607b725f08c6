"""The line between the phone and the server, in the hand of a test: slow, broken, or swallowing an answer."""

import asyncio
import re
import threading
from dataclasses import dataclass, field

REFUSAL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nConnection: close\r\n\r\nbusy"


@dataclass(slots=True)
class Wire:
    """A reverse proxy, one request a connection. What a test sets holds from the next request on."""

    port: int
    behind: int
    delay: float = 0  # seconds before anything passes
    broken: bool = False  # every answer is 503
    loses: str = ""  # requests whose path matches are done, and their answer never comes
    cuts: str = ""  # requests whose path matches never get through
    appended: bytes = b""  # to /sw.js: another version
    heard: list[tuple[str, str]] = field(default_factory=list)  # method and path
    heads: list[bytes] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None
    _stopping: asyncio.Event | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), daemon=True)
        self._thread.start()
        started.wait(5)

    def stop(self) -> None:
        assert self._loop
        assert self._stopping
        assert self._thread
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(5)

    def heal(self) -> None:
        self.delay, self.broken, self.loses, self.cuts = 0, False, "", ""

    def posts(self, ending: str) -> list[bytes]:
        """Heads of the POSTs that arrived there."""
        return [head for head in self.heads if re.match(rb"POST [^ ]*" + ending.encode() + rb" ", head)]

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._handle, "127.0.0.1", self.port)
        started.set()
        await self._stopping.wait()
        server.close()
        others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # the sockets close on the loop's next turns

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            method, path = head.split(b" ", 2)[:2]
            self.heard.append((method.decode(), path.decode()))
            self.heads.append(head)
            if self.cuts and re.search(self.cuts, path.decode()):
                return
            if self.delay:
                await asyncio.sleep(self.delay)
            if self.broken:
                writer.write(REFUSAL)
                await writer.drain()
                return
            await self._pass(head, path.decode(), reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _pass(self, head: bytes, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"upgrade: websocket" not in head.lower():
            head = re.sub(rb"\r\n(connection|accept-encoding):[^\r]*", b"", head, flags=re.IGNORECASE)
            head = head[:-4] + b"\r\nConnection: close\r\n\r\n"
        behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", self.behind)
        try:
            behind_writer.write(head)
            if self.loses and re.search(self.loses, path):
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                behind_writer.write(await reader.readexactly(int(length[1]) if length else 0))
                await behind_reader.read()
            elif path == "/sw.js" and self.appended:
                answer = await behind_reader.read()
                writer.write(re.sub(rb"\r\ncontent-length:[^\r]*", b"", answer, flags=re.IGNORECASE) + self.appended)
                await writer.drain()
            else:
                await asyncio.gather(_pipe(reader, behind_writer), _pipe(behind_reader, writer))
        finally:
            behind_writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
