"""Who has entered before gets a new card by two people, and holds no ballot on a phone for a day; locking takes one."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.accounts.rules import derive_code, derive_secret
from server.accounts.tables import accounts, devices, entry_cards, recoveries
from server.ids import new_id
from server.ledger.tables import audit
from server.notifications.tables import jobs
from server.seeds.world import PIN
from server.voting.tables import ballots
from tests.evening.people import Evening, at_once, counted
from tests.evening.says import motion
from tests.evening.test_confirm import stale
from tests.evening.test_devices import code_of_the_end, listening
from tests.evening.test_entry import at_the_door, never_entered
from tests.house import Phone

NEW_PIN = "730518"


def started(evening: Evening, part: str, by: str = "chair") -> str:
    """The address at which a second person confirms."""
    phone = evening.by(by)
    assert phone.does(f"{evening.cell}/recoveries", member=evening.member(part)) == "done_recovery_started"
    return f"/recoveries/{evening.newest(recoveries)}/confirmation"


def recovered(evening: Evening, part: str) -> Phone:
    """A new phone of this member, by two people."""
    assert evening.by("recorder").does(started(evening, part)) == "done_recovery_confirmed"
    key = evening.house.installation.settings.secret_key
    phone = at_the_door(evening, secret=derive_secret(key, evening.newest(entry_cards)))
    assert phone.does("/enter/pin", pin=NEW_PIN, pin_again=NEW_PIN) == "done_entered"
    return phone


def test_one_officer_alone_makes_no_card_for_who_has_entered(lasting: Evening) -> None:
    lasting.by("member")
    before = counted(lasting, entry_cards)
    said = {"member": lasting.member("member"), "kind": "printed"}
    assert lasting.by("chair").is_refused(f"{lasting.cell}/cards", **said) == (409, "recovery_needed")
    confirming = started(lasting, "member")
    assert lasting.by("chair").is_refused(confirming) == (404, "not_found"), "not the one who started"
    assert lasting.by("member").is_refused(confirming) == (404, "not_found"), "not the member"
    for part in ("outsider", "editor", "operator", "guest"):
        assert lasting.by(part).is_refused(confirming) == (404, "not_found"), part
    assert counted(lasting, entry_cards) == before


def test_an_old_first_card_does_not_let_in_again_under_that_name(lasting: Evening) -> None:
    """The officer keeps a second card back until the member has entered with the first."""
    never_entered(lasting, "visiting")
    chair, key = lasting.by("chair"), lasting.house.installation.settings.secret_key
    secrets = []
    for kind in ("printed", "screen"):
        chair.does(f"{lasting.cell}/cards", member=lasting.member("visiting"), kind=kind)
        secrets.append(derive_secret(key, lasting.newest(entry_cards)))
    member, officer = (at_the_door(lasting, secret=one) for one in secrets)
    assert member.does("/enter/pin", pin=NEW_PIN, pin_again=NEW_PIN) == "done_entered"
    assert officer.is_refused("/enter/pin", pin=PIN, pin_again=PIN) == (409, "card_spent")


@pytest.mark.parametrize("second", ["deputy", "recorder", "upper", "admin"])
def test_a_second_person_of_the_committee_or_above_makes_the_card(lasting: Evening, second: str) -> None:
    confirming = started(lasting, "member")
    assert confirming in lasting.by(second).read("/recoveries")
    assert "/recoveries" in lasting.by(second).read("/me")
    assert lasting.by(second).does(confirming) == "done_recovery_confirmed"
    page = lasting.by("chair").read(f"{lasting.cell}/cards")
    key = lasting.house.installation.settings.secret_key
    code = derive_code(key, lasting.newest(entry_cards))
    assert f"{code[:4]} {code[4:]}" in page
    assert lasting.by(second).is_refused(confirming) == (404, "not_found"), "done is done"


def test_the_list_holds_what_may_be_confirmed_and_nothing_else(lasting: Evening) -> None:
    confirming = started(lasting, "member")
    for part in ("chair", "member", "outsider", "editor", "operator", "guest", "probationary"):
        assert confirming not in lasting.by(part).read("/recoveries"), part
        assert "Nguyễn Thị Lan" not in lasting.by(part).read("/recoveries"), part


def test_for_an_officer_only_the_level_above_confirms(lasting: Evening) -> None:
    lasting.by("recorder")
    confirming = started(lasting, "recorder")
    for part in ("deputy", "chair"):
        assert lasting.by(part).is_refused(confirming) == (404, "not_found"), part
    assert lasting.by("upper").does(confirming) == "done_recovery_confirmed"


def test_confirming_wants_the_pin_and_quarter_of_an_hour_is_all(lasting: Evening) -> None:
    confirming = started(lasting, "member")
    assert stale(lasting, "deputy").is_refused(confirming) == (403, "confirm_needed")
    said = {"member": lasting.member("member")}
    assert stale(lasting, "chair").is_refused(f"{lasting.cell}/recoveries", **said) == (403, "confirm_needed")
    lasting.change(sa.update(recoveries).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert lasting.by("deputy").is_refused(confirming) == (409, "recovery_over")
    assert confirming not in lasting.by("deputy").read("/recoveries")


def test_of_two_who_confirm_at_one_moment_one_makes_the_card(lasting: Evening) -> None:
    confirming, before = started(lasting, "member"), counted(lasting, entry_cards)
    phones = [lasting.by(part) for part in ("deputy", "recorder", "upper")]
    answers = at_once([lambda one=one: one.post(confirming) for one in phones])
    assert sorted(one.status_code for one in answers)[0] == 200
    assert {one.status_code for one in answers[:]} <= {200, 404, 409}
    assert [one.status_code for one in answers].count(200) == 1
    assert counted(lasting, entry_cards) == before + 1


def test_a_new_start_takes_the_place_of_the_open_one(lasting: Evening) -> None:
    first = started(lasting, "member")
    second = started(lasting, "member", by="deputy")
    assert lasting.by("recorder").is_refused(first) == (409, "recovery_over")
    assert lasting.by("chair").does(second) == "done_recovery_confirmed"


def test_who_has_not_entered_or_asks_for_themselves_is_sent_away(lasting: Evening) -> None:
    never_entered(lasting, "reduced")
    recover, chair = f"{lasting.cell}/recoveries", lasting.by("chair")
    for part in ("reduced", "chair"):
        assert chair.is_refused(recover, member=lasting.member(part)) == (409, "nothing_to_recover")
    assert chair.is_refused(recover, member=lasting.member("outsider")) == (404, "not_found")


def is_refused(db: sa.Connection, row: sa.Insert) -> None:
    with pytest.raises(IntegrityError), db.begin_nested():
        db.execute(row)


def test_the_database_itself_wants_two_people(lasting: Evening) -> None:
    chair, member, other = (lasting.member(part) for part in ("chair", "member", "recorder"))
    now, card = datetime.now(UTC), lasting.newest(entry_cards)

    def row(starter: UUID, second: UUID | None) -> sa.Insert:
        done = {"confirmed_by": second, "confirmed_at": now, "card_id": card} if second else {}
        times = {"started_at": now, "expires_at": now}
        return sa.insert(recoveries).values(id=new_id(), member_id=member, started_by=starter, **times, **done)

    lasting.change(
        sa.update(recoveries)
        .where(recoveries.c.card_id == card)
        .values(card_id=None, confirmed_by=None, confirmed_at=None)
    )
    for starter, second in ((member, None), (chair, chair), (chair, member)):
        lasting.house.writer.run(lambda db, _now, one=row(starter, second): is_refused(db, one))
    lasting.change(row(chair, other))
    lasting.change(sa.delete(recoveries).where(recoveries.c.card_id == card))


def test_after_a_recovery_the_member_is_told_and_casts_no_ballot_on_a_phone_for_a_day(evening: Evening) -> None:
    own = evening.by("member")
    said = motion("named")(evening)
    evening.by("chair").does(said.path, **said.fields)
    cast = f"{said.path}/{evening.newest(sa.Table('motions', sa.MetaData(), sa.Column('id', sa.Uuid)))}/ballots"
    before = counted(evening, ballots)
    thief = recovered(evening, "member")
    for phone in (thief, own):
        assert phone.is_refused(cast, choice="approve") == (409, "vote_held")
        assert "Thẻ của đồng chí được cấp lại" in phone.read("/me")
        assert "chưa biểu quyết được trên điện thoại" in phone.read("/me")
    assert counted(evening, ballots) == before
    assert evening.by("member2").does(cast, choice="approve") == "done_voted", "nobody else is held"
    behalf = {"member": evening.member("member"), "choice": "disapprove"}
    evening.by("recorder").does(f"{evening.meeting('open')}/attendance", member=behalf["member"], state="late")
    assert evening.by("recorder").does(f"{cast}/behalf", **behalf) == "done_voted_for"
    assert counted(evening, jobs, jobs.c.kind == "entry_renewed") == 1
    assert counted(evening, audit, audit.c.action == "account_recovered") == 1
    page = evening.by("recorder").read(f"{evening.cell}/access")
    assert re.search("Nguyễn Đình Lâm đề nghị cấp lại, Lê Đức Minh xác nhận", page)
    past = datetime.now(UTC) - timedelta(seconds=1)
    evening.change(sa.update(accounts).values(vote_hold_until=past, recovered_at=past - timedelta(days=15)))
    assert "được cấp lại" not in own.read("/me")


def test_the_hold_ends_after_a_day(evening: Evening) -> None:
    said = motion("named")(evening)
    evening.by("chair").does(said.path, **said.fields)
    cast = f"{said.path}/{evening.newest(sa.Table('motions', sa.MetaData(), sa.Column('id', sa.Uuid)))}/ballots"
    phone = recovered(evening, "member")
    until = evening.house.value(
        sa.select(accounts.c.vote_hold_until).where(accounts.c.member_id == evening.member("member"))
    )
    assert isinstance(until, datetime)
    assert timedelta(hours=23, minutes=59) < until - datetime.now(UTC) <= timedelta(hours=24)
    assert phone.is_refused(cast, choice="approve") == (409, "vote_held")
    evening.change(sa.update(accounts).values(vote_hold_until=datetime.now(UTC)))
    assert phone.does(cast, choice="approve") == "done_voted"


def test_one_of_the_committee_locks_all_devices_of_a_member_at_once(lasting: Evening) -> None:
    lost, second = lasting.another("member2"), lasting.another("member2")
    second.does("/me/companion")
    code = re.findall(r'<p class="code">([^<]+)</p>', second.read("/me"))[0]
    locking = f"{lasting.cell}/members/{lasting.member('member2')}/devices/locking"
    assert locking in lasting.by("recorder").read(f"{lasting.cell}/access")
    for part in ("member", "member2", "outsider", "editor", "operator", "guest"):
        assert lasting.by(part).is_refused(locking) == (404, "not_found"), part
        assert lasting.by(part).get(f"{lasting.cell}/access").status_code == 404, part
    other_cell = f"/units/{lasting.unit('Chi bộ thôn Đoài')}/members/{lasting.member('member2')}/devices/locking"
    assert lasting.by("upper").is_refused(other_cell) == (404, "not_found")
    lost = lasting.another("member2")
    with listening(lasting, lost) as socket:
        begun = datetime.now(UTC)
        assert stale(lasting, "recorder").does(locking) == "done_devices_locked", "no PIN is asked in a hurry"
        assert code_of_the_end(socket) == 4401
        assert datetime.now(UTC) - begun < timedelta(seconds=5)
    for phone in (lost, second):
        assert phone.get("/tasks").status_code == 303
        assert phone.is_refused("/preferences", theme="dark") == (401, "not_signed_in")
    assert lasting.stranger().post("/enter", code=code).status_code >= 400, "nor a code it showed"
    mine = (devices.c.member_id == lasting.member("member2")) & devices.c.revoked_at.is_(None)
    assert counted(lasting, devices, mine) == 0
    assert lasting.by("recorder").does(locking) == "done_devices_locked", "locked is locked, however often"
