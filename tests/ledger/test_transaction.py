"""A command acts once, however often it arrives."""

import pytest
import sqlalchemy as sa
from hypothesis import assume, given
from hypothesis import strategies as st

from server.errors import CommandReused, Conflict
from server.ids import new_id
from server.ledger.tables import audit, audit_details, commands
from server.ledger.transaction import NOBODY, Answer, Command, Transaction, digest_of, execute
from tests.ledger.room import AN, BINH, Room, emitting, hand

ANSWER = Answer("/meetings/1/room", "done_task")


def tracing(tx: Transaction) -> Answer:
    """An effect that can be counted."""
    tx.trace("task_given")
    return ANSWER


# --- Once -----------------------------------------------------------------------------------


def test_the_same_command_again_gives_the_first_answer_and_acts_no_second_time(room: Room) -> None:
    command_id = new_id()
    first = room.does(tracing, command_id=command_id)
    again = room.does(lambda _tx: Answer("/elsewhere"), command_id=command_id)
    assert (first.answer, first.repeated) == (ANSWER, False)
    assert (again.answer, again.repeated) == (ANSWER, True)
    assert room.count(audit) == 1


def test_a_repeat_tells_nobody_anything(room: Room) -> None:
    command_id = new_id()
    action = emitting(room.id, [hand("Bình")])
    assert room.does(action, command_id=command_id).moved == {room.id}
    assert room.does(action, command_id=command_id).moved == frozenset()
    assert [one.seq for one in room.log()] == [1]


def test_the_same_id_with_other_words_is_refused_and_does_nothing(room: Room) -> None:
    command_id = new_id()
    room.does(tracing, command_id=command_id, digest=b"one")
    with pytest.raises(CommandReused):
        room.does(tracing, command_id=command_id, digest=b"two")
    assert room.count(audit) == 1
    assert room.does(tracing, command_id=command_id, digest=b"one").repeated


def test_an_id_belongs_to_the_person_who_pressed(room: Room) -> None:
    command_id = new_id()
    for one in (AN, BINH, None):
        assert not room.does(tracing, by=one, command_id=command_id, digest=str(one).encode()).repeated
    assert room.count(audit) == room.count(commands) == 3


def test_a_command_that_is_not_remembered_acts_each_time(room: Room) -> None:
    command = Command(new_id(), None, b"same")
    for _ in range(2):
        room.writer.run(lambda db, now: execute(db, now, command, tracing, remembered=False))
    assert (room.count(audit), room.count(commands)) == (2, 0)


# --- Refused --------------------------------------------------------------------------------


def test_a_refusal_keeps_nothing_and_the_id_may_be_tried_again(room: Room) -> None:
    command_id = new_id()

    def refused(tx: Transaction) -> Answer:
        tx.emit(room.id, hand("Bình"))
        tracing(tx)
        raise Conflict

    for _ in range(2):
        with pytest.raises(Conflict):
            room.does(refused, command_id=command_id)
        assert room.count(audit) == room.count(commands) == len(room.log()) == 0
    assert not room.does(tracing, command_id=command_id).repeated
    assert room.count(audit) == 1


# --- What is told after the commit ----------------------------------------------------------


def test_a_command_tells_what_moved_what_was_counted_and_whose_device_is_out(room: Room) -> None:
    other, device = new_id(), new_id()

    def act(tx: Transaction) -> Answer:
        tx.emit(room.id, hand("Bình"))
        tx.count(other)
        tx.revoke_device(device)
        return ANSWER

    done = room.does(act)
    assert (done.moved, done.counted, done.revoked) == ({room.id}, {other}, (device,))


# --- The trace ------------------------------------------------------------------------------


def test_the_trace_says_who_did_what_to_whom(room: Room) -> None:
    subject = new_id()

    def act(tx: Transaction) -> Answer:
        tx.trace("card_issued", subject, "screen")
        return ANSWER

    room.does(act, by=AN)
    room.does(act, by=None)
    with room.database.read() as db:
        rows = db.execute(
            sa.select(audit, audit_details.c.device_id, audit_details.c.detail)
            .join(audit_details, audit_details.c.audit_id == audit.c.id)
            .order_by(audit.c.id)
        ).all()
    assert [(row.actor_id, row.device_id) for row in rows] == [(AN.member_id, AN.device_id), (None, None)]
    assert {(row.action, row.subject_id, row.detail) for row in rows} == {("card_issued", subject, "screen")}


def test_a_command_for_everybody_has_no_person_to_ask_for(room: Room) -> None:
    def act(tx: Transaction) -> Answer:
        return Answer(tx.actor.name)

    assert room.does(act, by=AN).answer.location == "Nguyễn Văn An"
    with pytest.raises(RuntimeError, match="signed-in"):
        room.does(act, by=None)
    assert Command(new_id(), None, b"").actor_id == NOBODY


# --- What makes two commands the same -------------------------------------------------------

forms = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), st.text("aăâ 1\n"), max_size=4
)


@given(forms, st.randoms())
def test_the_order_of_the_fields_says_nothing(form: dict[str, str], random) -> None:
    mixed = dict(random.sample(list(form.items()), len(form)))
    assert digest_of("/a", mixed) == digest_of("/a", form)


@given(forms, forms)
def test_other_words_have_another_digest(form: dict[str, str], other: dict[str, str]) -> None:
    assume(form != other)
    assert digest_of("/a", form) != digest_of("/a", other)
    assert digest_of("/a", form) != digest_of("/b", form)
