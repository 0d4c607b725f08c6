"""The people of one cell as a count sees them, by names that sentences can use."""

from uuid import UUID

from server.voting.rules import Summoned


def member(number: int, standing: str = "official", state: str = "") -> Summoned:
    return Summoned(UUID(int=number), standing, state)


def group(first: int, size: int, standing: str, state: str = "") -> list[Summoned]:
    return [member(number, standing, state) for number in range(first, first + size)]


def cell_of_the_example() -> list[Summoned]:
    """25 official members: 2 sent elsewhere for a time, 4 exempt of whom 1 came. 3 probationary in the room."""
    return [
        *group(1, 15, "official", "present_in_room"),
        *group(16, 1, "official", "late"),
        *group(17, 1, "official", "absent_excused"),
        *group(18, 1, "official", "absent_unexcused"),
        *group(19, 1, "reduced_duty", "present_in_room"),
        *group(20, 2, "temporarily_away", "temporarily_away"),
        *group(22, 1, "exempt", "exempt_present"),
        *group(23, 3, "exempt", "exempt_absent"),
        *group(26, 3, "probationary", "present_in_room"),
    ]
