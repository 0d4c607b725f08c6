"""A small reverse proxy for the tests: pages go to the web processes in turn, sockets and streams to the rooms."""

import asyncio
import itertools
import re
import threading
from collections.abc import Sequence

ROOMS = re.compile(rb"^[A-Z]+ (/ws/|/meetings/[0-9a-f-]{36}/stream\b)")


class Proxy:
    """Runs in a thread of its own; each request has its own connection to the process behind."""

    def __init__(self, port: int) -> None:
        self.port = port

    def start(self, web: Sequence[int], rooms: int) -> None:
        self._web, self._rooms = itertools.cycle(web), rooms
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait(5)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(5)

    def _run(self, started: threading.Event) -> None:
        asyncio.run(self._serve(started))

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._handle, "127.0.0.1", self.port)
        started.set()
        await self._stopping.wait()
        server.close()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            port = self._rooms if ROOMS.match(head) else next(self._web)
            if b"upgrade: websocket" not in head.lower():
                # One request a connection: the next one may have to go to another process.
                head = re.sub(rb"\r\nconnection:[^\r]*", b"", head, flags=re.IGNORECASE)
                head = head[:-4] + b"\r\nConnection: close\r\n\r\n"
            behind_reader, behind_writer = await asyncio.open_connection("127.0.0.1", port)
            behind_writer.write(head)
            await asyncio.gather(_pipe(reader, behind_writer), _pipe(behind_reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
