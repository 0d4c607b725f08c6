"""Everybody connected to this process: the limit for each member, and the heart beat."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from realtime.listener import Listener

PER_MEMBER: Final = 6
BEAT_SECONDS: Final = 25
RECHECK_LAPS: Final = 12  # rights are asked again after 12 × 25 s, in case a revocation was lost


class Crowd:
    """One timer beats for all: each second one of 25 baskets, so that pings never leave in one burst."""

    def __init__(self) -> None:
        self._by_member: dict[UUID, list[Listener]] = {}
        self._baskets: list[set[Listener]] = [set() for _ in range(BEAT_SECONDS)]
        self._second = 0

    def __len__(self) -> int:
        return sum(map(len, self._baskets))

    def __iter__(self) -> Iterator[Listener]:
        return (listener for basket in self._baskets for listener in basket)

    def add(self, listener: Listener) -> Listener | None:
        """The one to drop in exchange, when the member has too many.

        The one heard from least recently: on a bad network that is a socket whose phone has
        long opened another.
        """
        own = self._by_member.setdefault(listener.ticket.member_id, [])
        own.append(listener)
        self._baskets[_basket_of(listener)].add(listener)
        return min(own[:-1], key=lambda one: one.heard_at) if len(own) > PER_MEMBER else None

    def remove(self, listener: Listener) -> None:
        own = self._by_member.get(listener.ticket.member_id, [])
        if listener in own:
            own.remove(listener)
            if not own:
                del self._by_member[listener.ticket.member_id]
        self._baskets[_basket_of(listener)].discard(listener)

    def of_member(self, member_id: UUID) -> list[Listener]:
        return list(self._by_member.get(member_id, ()))

    def of_device(self, device_id: UUID) -> list[Listener]:
        return [listener for listener in self if listener.ticket.device_id == device_id]

    def beat(self) -> tuple[list[Listener], list[Listener]]:
        """Called each second: who is to give a sign of life, and whose rights are asked again."""
        lap, second = divmod(self._second, BEAT_SECONDS)
        self._second += 1
        basket = list(self._baskets[second])
        return basket, [one for one in basket if (_number(one) // BEAT_SECONDS - lap) % RECHECK_LAPS == 0]


def _number(listener: Listener) -> int:
    return id(listener) >> 6  # objects lie at least 64 bytes apart: the low bits are all alike


def _basket_of(listener: Listener) -> int:
    return _number(listener) % BEAT_SECONDS
