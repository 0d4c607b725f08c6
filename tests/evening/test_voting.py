"""Votes on the demonstration's cell: the numbers of the rules, who is an elector, and what stays hidden."""

import re

import sqlalchemy as sa

from server.members.tables import members
from server.voting.tables import electors, motions
from tests.evening.people import Evening, counted
from tests.evening.says import draft_fields
from tests.house import Phone


def put(evening: Evening, meeting: str = "", *, matter: str = "resolution", form: str = "named") -> str:
    """Open a motion; gives its address."""
    meeting = meeting or evening.meeting("open")
    fields = {"item": evening.item(1, meeting), "title": "Làm đường thôn", "matter": matter, "form": form}
    assert evening.by("recorder").does(f"{meeting}/motions", **fields) == "done_motion_opened"
    return f"{meeting}/motions/{evening.newest(motions)}"


def numbers(evening: Evening, *names: str) -> tuple[object, ...]:
    wanted = [motions.c[name] for name in names]
    return tuple(evening.house.read(sa.select(*wanted).where(motions.c.id == evening.newest(motions)))[0])


def cell_of_the_example(evening: Evening) -> str:
    """Domain 3.3: 25 official, 2 of them away, 4 exempt of whom one comes, nobody suspended; the meeting is open."""
    for name, standing in (("Vũ Quốc Khánh", "temporarily_away"), ("Đỗ Thị Tuyết", "exempt")):
        evening.change(sa.update(members).where(members.c.name == name).values(standing=standing))
    chair = evening.by("chair")
    created = chair.post(f"{evening.cell}/meetings", **draft_fields(evening))
    meeting = str(created.json()["location"]).removesuffix("/prepare/content")
    chair.does(f"{meeting}/publication")
    chair.does(f"{meeting}/state", step="open")
    evening.by("recorder").does(f"{meeting}/attendance/all")
    came = {"member": evening.member("exempt"), "state": "exempt_present"}
    evening.by("recorder").does(f"{meeting}/attendance", **came)
    return meeting


EXAMPLES = (
    ("resolution", 9, 11, 11, True),
    ("resolution", 10, 11, 10, False),
    ("admission", 6, 14, 14, True),
    ("admission", 7, 14, 13, False),
)


def test_the_numbers_of_the_rules_example(evening: Evening) -> None:
    meeting, recorder = cell_of_the_example(evening), evening.by("recorder")
    for matter, against, needed, approve, carried in EXAMPLES:
        motion = put(evening, meeting, matter=matter, form="hands")
        assert numbers(evening, "official", "away", "exempt_absent", "suspended", "excused") == (25, 2, 3, 0, 0)
        here = electors.c.motion_id == evening.newest(motions)
        rows = evening.house.read(sa.select(electors.c.member_id).where(here))
        exceptions = {f"vote_{row.member_id}": "disapprove" for row in rows[:against]}
        assert recorder.is_refused(f"{motion}/hands", **exceptions) == (422, "chair_has_not_asked")
        assert recorder.does(f"{motion}/hands", asked="yes", **exceptions) == "done_motion_closed"
        counted_as = numbers(evening, "summoned", "required", "approve", "disapprove", "carried")
        assert counted_as == (20, needed, approve, against, carried)
        page = re.sub(r"\s+", " ", evening.by("member").read(f"{meeting}/room"))
        assert f"Được triệu tập 20 đảng viên chính thức, cần {needed}" in page


def test_who_has_no_vote_is_told_so_and_has_none(evening: Evening) -> None:
    motion = put(evening)
    assert numbers(evening, "official", "away", "exempt_absent", "summoned", "required") == (25, 1, 3, 21, 11)
    for part in ("probationary", "visiting", "away", "exempt"):
        assert evening.by(part).is_refused(f"{motion}/ballots", choice="approve") == (403, "not_an_elector"), part
    for part in ("guest", "outsider", "upper", "admin"):
        assert evening.by(part).is_refused(f"{motion}/ballots", choice="approve") == (404, "not_found"), part
    behalf = {"member": evening.member("probationary"), "choice": "approve"}
    assert evening.by("recorder").is_refused(f"{motion}/ballots/behalf", **behalf) == (403, "not_an_elector")
    assert evening.by("recorder").is_refused(f"{motion}/ballots/behalf", **behalf | {"member": motion[-36:]})[0] == 403
    assert evening.by("absent").is_refused(f"{motion}/ballots", choice="approve") == (409, "not_present_to_vote")
    assert "/ballots" not in evening.by("probationary").read(f"{evening.meeting('open')}/room")
    assert "Điều lệ Đảng" in evening.by("probationary").read(f"{evening.meeting('open')}/room")


def test_who_arrives_during_the_vote_may_cast_and_the_base_does_not_move(evening: Evening) -> None:
    motion = put(evening)
    arrived = {"member": evening.member("absent"), "state": "late"}
    evening.by("recorder").does(f"{evening.meeting('open')}/attendance", **arrived)
    assert evening.by("absent").does(f"{motion}/ballots", choice="approve") == "done_voted"
    came = {"member": evening.member("exempt"), "state": "exempt_present"}
    evening.by("recorder").does(f"{evening.meeting('open')}/attendance", **came)
    assert evening.by("exempt").is_refused(f"{motion}/ballots", choice="approve") == (403, "not_an_elector")
    evening.by("recorder").does(f"{motion}/closure")
    assert numbers(evening, "summoned", "approve", "carried") == (21, 1, False)


def test_a_vote_changes_until_the_close_where_the_rule_says_so(evening: Evening) -> None:
    motion, member = put(evening), evening.by("member")
    member.does(f"{motion}/ballots", choice="approve")
    assert member.is_refused(f"{motion}/ballots", choice="other") == (422, "field_missing")
    member.does(f"{motion}/ballots", choice="other", note="Làm sau Tết.")
    assert "Làm sau Tết." in member.read(f"{evening.meeting('open')}/room")
    evening.by("recorder").does(f"{motion}/closure")
    assert numbers(evening, "approve", "other") == (0, 1)
    assert member.is_refused(f"{motion}/ballots", choice="approve") == (409, "motion_not_open")
    strict = put(evening, matter="admission")
    member.does(f"{strict}/ballots", choice="approve")
    member.does(f"{strict}/ballots", choice="approve")
    assert member.is_refused(f"{strict}/ballots", choice="disapprove") == (409, "already_voted")


def test_while_it_runs_nobody_learns_how_others_vote(evening: Evening) -> None:
    motion, meeting = put(evening), evening.meeting("open")
    before = evening.by("member2").read(f"{meeting}/room")
    evening.by("member").does(f"{motion}/ballots", choice="disapprove")
    page = evening.by("member2").read(f"{meeting}/room")
    assert 'data-count="cast">1<' in page
    assert page.count("Không tán thành") == before.count("Không tán thành")
    assert "ballot_recorded" not in evening.types(meeting)
    assert "ballot_recorded" in evening.types(meeting, "staff")
    for part in ("member2", "guest"):
        seen = evening.by(part).get(f"{meeting}/events?audience=all&after=0").text
        assert "disapprove" not in seen.replace('"disapprove":0', "")


def test_each_form_of_vote_has_its_own_way(evening: Evening) -> None:
    recorder, hands = evening.by("recorder"), put(evening, form="hands")
    assert evening.by("member").is_refused(f"{hands}/ballots", choice="approve") == (409, "voted_by_hands")
    not_here = {f"vote_{evening.member('absent')}": "disapprove", "asked": "yes"}
    assert recorder.is_refused(f"{hands}/hands", **not_here) == (422, "not_in_the_room")
    for wrong in ({"vote_x": "other"}, {f"vote_{evening.member('member')}": "maybe"}):
        assert recorder.is_refused(f"{hands}/hands", asked="yes", **wrong) == (422, "field_not_understood")
    silent = {f"vote_{evening.member('member')}": "none", "asked": "yes"}
    recorder.does(f"{hands}/hands", **silent)
    assert numbers(evening, "approve", "summoned") == (19, 21)
    named = put(evening)
    assert recorder.is_refused(f"{named}/hands", asked="yes") == (409, "voted_by_hands")


def test_only_what_the_rulebook_knows_is_put(evening: Evening) -> None:
    meeting, recorder = evening.meeting("open"), evening.by("recorder")
    fields = {"item": evening.item(1), "title": "Bầu chi ủy", "matter": "resolution", "form": "named"}
    assert recorder.is_refused(f"{meeting}/motions", **fields | {"matter": "election"}) == (422, "matter_unknown")
    assert recorder.is_refused(f"{meeting}/motions", **fields | {"form": "secret"}) == (422, "field_not_understood")
    assert recorder.is_refused(f"{meeting}/motions", **fields | {"title": ""}) == (422, "field_missing")
    foreign = evening.item(1, evening.meeting("published"))
    assert recorder.is_refused(f"{meeting}/motions", **fields | {"item": foreign}) == (404, "not_found")
    assert "Điều lệ Đảng" in evening.stranger().read("/rules/2025-10-28-sinh-hoat-chi-bo")
    assert evening.stranger().get("/rules/khac").status_code == 404


def test_a_voided_vote_counts_nothing_and_says_why(evening: Evening) -> None:
    motion, recorder = put(evening), evening.by("recorder")
    evening.by("member").does(f"{motion}/ballots", choice="approve")
    assert recorder.is_refused(f"{motion}/void", reason=" ") == (422, "field_missing")
    recorder.does(f"{motion}/void", reason="Hỏi chưa rõ.")
    assert numbers(evening, "state", "approve", "carried") == ("void", None, None)
    again: Phone = evening.by("member")
    assert again.is_refused(f"{motion}/ballots", choice="approve") == (409, "motion_not_open")
    assert counted(evening, motions, motions.c.state == "open") == 0
