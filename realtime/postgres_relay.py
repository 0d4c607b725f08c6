"""Hints over PostgreSQL's NOTIFY, where there are several processes and no Redis."""

from typing import Final
from uuid import UUID

import psycopg

from realtime.relay import HintSink, ListeningRelay
from server.protocol.channels import POSTGRES, Hint, parse_hint

QUIET_LIMIT: Final = 10.0  # seconds before a silent connection is tried with a query


class PostgresRelay(ListeningRelay):
    """One connection of its own; ``conninfo`` as psycopg takes it (``postgresql://…``)."""

    def __init__(self, conninfo: str) -> None:
        super().__init__()
        self._conninfo = conninfo

    async def listen(self, sink: HintSink) -> None:
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=3)
        async with connection:
            await connection.execute(f"LISTEN {POSTGRES}")
            self.up(sink)
            while True:
                async for notice in connection.notifies(timeout=QUIET_LIMIT):
                    if (hint := parse_hint(notice.payload)) and self._wanted(hint):
                        sink.hinted(hint)
                await connection.execute("SELECT 1")

    def _wanted(self, hint: Hint) -> bool:
        return hint.kind in ("member", "device") or self._is_watched(hint.id)

    def _is_watched(self, meeting_id: UUID) -> bool:
        return meeting_id in self.watched
