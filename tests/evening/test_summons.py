"""The summons: prepared in steps, published once, with papers that are late or not, and answered."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from server.clock import ZONE
from server.discussion.tables import statements
from server.meetings.tables import meetings, papers, participants
from server.members.tables import members
from tests.evening.people import Evening, counted, send
from tests.evening.says import PDF, agenda, draft_fields, paper_for_draft
from tests.house import Phone


def prepare(evening: Evening, *, hours: int = 72, **changes: object) -> tuple[Phone, str]:
    """A draft with an agenda of two items, for some hours from now."""
    chair = evening.by("chair")
    starts = datetime.now(ZONE) + timedelta(hours=hours)
    when = {"day": starts.date().isoformat(), "hour": starts.strftime("%H:%M")}
    created = chair.post(f"{evening.cell}/meetings", **draft_fields(evening) | when | changes)
    assert created.status_code == 200, created.text
    draft = str(created.json()["location"]).removesuffix("/prepare/content")
    assert chair.does(f"{draft}/agenda", **agenda(evening).fields) == ""
    return chair, draft


def test_a_draft_is_there_for_those_who_prepare_and_for_nobody_else(lasting: Evening) -> None:
    chair, draft = prepare(lasting)
    for step in ("occasion", "content", "agenda", "papers", "check"):
        assert "Họp bất thường" in chair.read(f"{draft}/prepare/{step}") or step in ("content", "agenda", "papers")
    assert chair.get(f"{draft}/prepare/nowhere").status_code == 404
    assert lasting.by("deputy").get(f"{draft}/prepare/check").status_code == 200
    for part in ("recorder", "member", "outsider", "upper", "admin"):
        assert lasting.by(part).get(f"{draft}/prepare/check").status_code == 404
    for part in ("member", "guest", "upper"):
        assert lasting.by(part).get(draft).status_code == 404
        assert draft not in lasting.by(part).read("/meetings")


def test_the_agenda_stands_in_the_order_of_its_numbers(lasting: Evening) -> None:
    chair, draft = prepare(lasting)
    page = chair.read(f"{draft}/prepare/check")
    assert page.index("Bàn việc làm đường") < page.index("Khai mạc")
    for wrong in (
        {"minutes_1": "-5"},
        {"minutes_1": "0"},
        {"order_1": "một"},
        {"phase_1": "break"},
        {"order_1": "1e9"},
    ):
        assert chair.is_refused(f"{draft}/agenda", **{**agenda(lasting).fields, **wrong}) == (
            422,
            "field_not_understood",
        )
    assert chair.is_refused(f"{draft}/agenda", title_1="  ") == (422, "field_missing")


def test_chair_and_recorder_come_from_the_cell_itself(lasting: Evening) -> None:
    wrong = draft_fields(lasting) | {"recorder": lasting.member("outsider")}
    assert lasting.by("chair").is_refused(f"{lasting.cell}/meetings", **wrong) == (422, "field_not_understood")
    elsewhere = f"/units/{lasting.unit('Chi bộ thôn Đoài')}/meetings"
    assert lasting.by("chair").is_refused(elsewhere, **draft_fields(lasting)) == (404, "not_found")


def test_published_the_whole_cell_is_summoned_and_reads_it(lasting: Evening) -> None:
    chair, draft = prepare(lasting, link="https://hop.vn/ho-tro")
    assert send(chair, *said(paper_for_draft(lasting))).status_code == 200
    assert chair.does(f"{draft}/publication") == "done_published"
    here = participants.c.meeting_id == UUID(draft.rpartition("/")[2])
    mine = members.c.unit_id == lasting.unit("Chi bộ thôn Đông")
    assert counted(lasting, participants, here) == counted(lasting, members, mine) == 28
    for part in ("member", "probationary", "exempt", "away"):
        page = lasting.by(part).read(draft)
        assert "dự thảo.pdf" in page
        assert "Nộp muộn" not in page
    paper = f"{draft}/papers/{lasting.newest(papers)}"
    shown = lasting.by("member").client.get(f"{paper}/file")
    assert (shown.content, shown.headers["content-type"]) == (PDF, "application/pdf")
    assert shown.headers["cache-control"] == "no-store"
    assert "sandbox" in shown.headers["content-security-policy"]
    for part in ("outsider", "guest", "upper", "admin"):
        assert lasting.by(part).get(f"{paper}/file").status_code == 404


def said(one: object) -> tuple[str, dict[str, object], object]:
    return one.path, one.fields, one.files  # type: ignore[attr-defined]


def test_a_paper_less_than_a_day_ahead_is_marked(lasting: Evening) -> None:
    chair, draft = prepare(lasting, hours=23)
    assert send(chair, *said(paper_for_draft(lasting))).status_code == 200
    chair.does(f"{draft}/publication")
    assert "Nộp muộn" in lasting.by("member").read(draft)
    running = lasting.meeting("open")
    fields = {"item": lasting.item(1, running)}
    answer = send(chair, f"{running}/papers", fields, [("papers", ("bổ sung.pdf", PDF))])
    assert answer.status_code == 200, "papers come even while the meeting is under way"
    assert "bổ sung.pdf" in lasting.by("member").read(running)
    assert "Nộp muộn" in lasting.by("member").read(running)
    assert lasting.types(running)[-1] == "paper_added"


def test_what_is_incomplete_or_past_is_not_published(lasting: Evening) -> None:
    chair, draft = prepare(lasting)
    lasting.change(sa.update(meetings).where(meetings.c.state == "draft").values(place=""))
    assert chair.is_refused(f"{draft}/publication") == (422, "summons_incomplete")
    chair.does(f"{draft}/occasion", **draft_fields(lasting) | {"day": "2020-01-01"})
    assert chair.is_refused(f"{draft}/publication") == (422, "starts_in_the_past")
    for link in ("http://hop.vn", "javascript:alert(1)", "https://", "https://a@b.vn"):
        refused = chair.is_refused(f"{draft}/occasion", **draft_fields(lasting) | {"link": link})
        assert refused == (422, "link_not_safe")
    assert lasting.by("member").get(draft).status_code == 404


def test_answers_are_changed_freely_and_their_reasons_stay_at_the_desk(evening: Evening) -> None:
    meeting, member = evening.meeting("published"), evening.by("member2")
    assert member.is_refused(f"{meeting}/answer", answer="absent") == (422, "reason_missing")
    assert member.is_refused(f"{meeting}/answer", answer="maybe") == (422, "field_not_understood")
    reason = "Đưa mẹ đi khám mắt"
    member.does(f"{meeting}/answer", answer="absent", reason=reason)
    assert reason in member.read(meeting)
    assert reason in evening.by("recorder").read(meeting)
    assert reason not in evening.by("member").read(meeting)
    member.does(f"{meeting}/answer", answer="present")
    assert evening.types(meeting, "staff").count("summons_answered") == 4, "two of the seed's, two of these"
    assert "summons_answered" not in evening.types(meeting)


def test_an_opinion_in_advance_is_the_persons_own_until_the_evening(evening: Evening) -> None:
    meeting, text = evening.meeting("published"), "Đề nghị bàn thêm việc thu gom vỏ thuốc trừ sâu."
    fields = {"item": evening.item(2, meeting), "text": text, "back": "page"}
    answer = evening.by("member").post(f"{meeting}/statements", **fields)
    assert answer.json()["location"] == meeting
    kept = sa.select(statements.c.channel).where(statements.c.text == text)
    assert evening.house.value(kept) == "advance"
    assert text in evening.by("member").read(meeting)
    assert text not in evening.by("member2").read(meeting)
    wrong = {"item": evening.item(1, evening.meeting("open")), "text": text}
    assert evening.by("member").is_refused(f"{meeting}/statements", **wrong) == (404, "not_found")
    assert evening.by("member").is_refused(f"{meeting}/statements", **wrong | {"item": uuid4()}) == (404, "not_found")


def test_a_discarded_draft_is_gone_for_all(lasting: Evening) -> None:
    chair, draft = prepare(lasting)
    assert chair.does(f"{draft}/discarding") == "done_discarded"
    assert chair.get(f"{draft}/prepare/check").status_code == 404
    assert draft not in chair.read("/meetings")
