"""The whole evening as a script: every command of the product once or more, in an order in which each succeeds.

The tests walk it and try everything that must not work on each line before it is played.
"""

from collections.abc import Callable
from dataclasses import dataclass

from server.accounts.tables import recoveries
from server.discussion.tables import statements
from server.documents.tables import documents
from server.meetings.tables import papers
from server.news.tables import articles
from server.purging.tables import purges
from tests.evening.people import Evening
from tests.evening.says import (
    COMMUNE,
    INVITED,
    Said,
    agenda,
    arrears,
    article,
    back_home,
    behalf,
    browser_to_tell,
    card_for,
    check_in,
    document,
    draft_fields,
    dues_not_paid,
    dues_paid,
    end_of_editor,
    list_of_members,
    loan,
    merger,
    motion,
    new_editor,
    new_name_next_week,
    not_back_home,
    number_of_the_resolution,
    on_change,
    on_meeting,
    on_motion,
    on_report,
    on_running,
    on_task,
    other_device,
    paper_for_draft,
    paragraph,
    private_record,
    purge_asked,
    question_to_the_trace,
    recovery_for,
    report_up,
    revised_article,
    unit_below,
)

PREPARERS = frozenset({"chair", "deputy"})
KEEPERS = frozenset({"admin", "keeper"})
MEMBER = frozenset({"member"})
DESK = frozenset({"chair", "recorder"})
CELL = frozenset({"chair", "deputy", "recorder", "member", "probationary", "exempt"})
ROOM = CELL | {"guest"}
EVERYBODY = (*CELL, "guest", "outsider", "upper", "editor", "admin", "operator", "keeper")
ALL = frozenset(EVERYBODY)
TRYING = ("chair", "deputy", "recorder", "member", "probationary", "guest", "outsider", "upper", "admin", "keeper")

# Ways in and out have no owner yet: test_entry.py and test_devices.py play them.
PLAYED_ELSEWHERE = {"/enter", "/enter/pin", "/unlock", "/confirm", "/sign-out", "/meetings/{meeting_id:uuid}/ticket"}


@dataclass(frozen=True, slots=True)
class Line:
    """``may``: who gets further than "not found"; ``notice``: what the answer says."""

    route: str
    who: str
    may: frozenset[str]
    says: Callable[[Evening], Said]
    notice: str = ""


U, M = "/units/{unit_id:uuid}", "/meetings/{meeting_id:uuid}"
V, B = M + "/motions", M + "/minutes"
R = U + "/reports/{report_id:uuid}"
T = M + "/tasks/{task_id:uuid}"
D, N = "/documents/{document_id:uuid}", "/news/{article_id:uuid}"
X = "/reorganisations/{reorganisation_id:uuid}"
PUBLISHERS, EDITOR, UPPER = frozenset({"editor", "upper"}), frozenset({"editor"}), frozenset({"upper"})

SCRIPT = (
    Line(f"{U}/cards", "chair", PREPARERS | KEEPERS, card_for, "done_cards_issued"),
    Line(f"{U}/recoveries", "chair", PREPARERS | KEEPERS, recovery_for, "done_recovery_started"),
    Line(
        "/recoveries/{recovery_id:uuid}/confirmation",
        "recorder",
        frozenset({"deputy", "recorder", "upper"}) | KEEPERS,
        lambda e: Said(f"/recoveries/{e.newest(recoveries)}/confirmation", {}),
        "done_recovery_confirmed",
    ),
    Line(
        U + "/members/{member_id:uuid}/devices/locking",
        "recorder",
        PREPARERS | KEEPERS | {"recorder", "upper"},
        lambda e: Said(f"{e.cell}/members/{e.member('absent')}/devices/locking", {}),
        "done_devices_locked",
    ),
    Line("/me/companion", "member", ALL, lambda e: Said("/me/companion", {})),
    Line(
        "/me/devices/{device_id:uuid}/revocation", "member", frozenset({"member"}), other_device, "done_device_revoked"
    ),
    Line("/preferences", "member", ALL, lambda e: Said("/preferences", {"theme": "dark", "text": "large"})),
    Line("/me/reminders", "member", ALL, browser_to_tell, "done_push_on"),
    Line("/me/reminders/removal", "member", ALL, lambda e: Said("/me/reminders/removal", {}), "done_push_off"),
    Line(
        f"{U}/remote-decision",
        "chair",
        PREPARERS,
        lambda e: Said(f"{e.cell}/remote-decision", {"decision": "12-QĐ/ĐU", "decision_from": "2026-01-05"}),
        "done_decision",
    ),
    Line(f"{U}/units", "admin", KEEPERS, unit_below, "done_unit_added"),
    Line(f"{U}/import", "admin", KEEPERS, list_of_members),
    Line(
        U + "/import/{digest}/acceptance",
        "admin",
        KEEPERS,
        lambda e: Said(f"{e.last}/acceptance", {}),
        "done_imported",
    ),
    Line("/members/{member_id:uuid}/standings", "chair", PREPARERS | KEEPERS, back_home, "done_standing"),
    Line(
        "/members/{member_id:uuid}/standings/{standing_id:uuid}/withdrawal",
        "keeper",
        PREPARERS | KEEPERS,
        not_back_home,
        "done_standing_withdrawn",
    ),
    Line("/members/{member_id:uuid}/private", "chair", frozenset({"chair", "keeper"}), private_record),
    # The book of dues: marked, a mark taken back, and who reads the arrears.
    Line(f"{U}/dues", "recorder", PREPARERS | {"recorder"}, dues_paid, "done_dues"),
    Line(f"{U}/dues/removal", "deputy", PREPARERS | {"recorder"}, dues_not_paid, "done_dues_removed"),
    Line(f"{U}/dues/arrears", "chair", frozenset({"chair"}), arrears, "done_no_arrears"),
    # A meeting is prepared ...
    Line(f"{U}/meetings", "chair", PREPARERS, lambda e: Said(f"{e.cell}/meetings", draft_fields(e))),
    Line(f"{M}/occasion", "deputy", PREPARERS, lambda e: Said(f"{e.meeting('draft')}/occasion", draft_fields(e))),
    Line(f"{M}/content", "chair", PREPARERS, on_meeting("draft", "/content", last_month="Đã làm xong đường thôn.")),
    Line(f"{M}/agenda", "chair", PREPARERS, agenda),
    Line(f"{M}/papers", "chair", PREPARERS, paper_for_draft, "done_paper_added"),
    Line(
        M + "/papers/{paper_id:uuid}/removal",
        "deputy",
        PREPARERS,
        lambda e: Said(f"{e.meeting('draft')}/papers/{e.newest(papers)}/removal", {}),
        "done_paper_removed",
    ),
    Line(f"{M}/guests", "chair", PREPARERS, on_meeting("draft", "/guests", name="Khách Mời Một"), "done_guest_invited"),
    Line(f"{M}/publication", "chair", PREPARERS, on_meeting("draft", "/publication"), "done_published"),
    Line(f"{U}/meetings", "deputy", PREPARERS, lambda e: Said(f"{e.cell}/meetings", draft_fields(e))),
    Line(f"{M}/discarding", "chair", PREPARERS, on_meeting("draft", "/discarding"), "done_discarded"),
    Line(f"{M}/answer", "member", CELL, on_meeting("published", "/answer", answer="present"), "done_answered"),
    # ... and the one under way is held.
    Line(
        f"{M}/attendance",
        "recorder",
        DESK,
        on_running("/attendance", member="@exempt", state="exempt_absent"),
        "done_attendance",
    ),
    Line(f"{M}/attendance/all", "recorder", DESK, on_running("/attendance/all"), "done_all_present"),
    Line(f"{M}/check-in", "exempt", CELL, check_in, "done_checked_in"),
    Line(
        M + "/guests/{guest_id:uuid}/presence",
        "recorder",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/guests/{e.house.value(INVITED)}/presence", {"present": "yes"}),
        "done_attendance",
    ),
    Line(f"{M}/current-item", "chair", DESK, on_running("/current-item", item=5), "done_item_started"),
    Line(
        f"{M}/statements",
        "guest",
        ROOM,
        on_running("/statements", item=5, text="Xã ủng hộ việc làm đường."),
        "done_statement",
    ),
    Line(
        f"{M}/statements/noted",
        "recorder",
        DESK,
        on_running("/statements/noted", item=5, member="@member", channel="spoken", text="Nhất trí làm ngay."),
        "done_statement",
    ),
    Line(
        M + "/statements/{statement_id:uuid}/reading",
        "recorder",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/statements/{e.newest(statements)}/reading", {"read": "yes"}),
        "done_read_out",
    ),
    Line(f"{M}/hand", "member", ROOM, on_running("/hand"), "done_hand_raised"),
    Line(f"{M}/speakers", "chair", DESK, on_running("/speakers", member="@member"), "done_speaker_called"),
    Line(f"{M}/hand/lowering", "member", ROOM, on_running("/hand/lowering"), "done_hand_lowered"),
    Line(
        f"{M}/speakers/removal",
        "chair",
        DESK,
        on_running("/speakers/removal", member="@probationary"),
        "done_speaker_removed",
    ),
    Line(
        M + "/items/{item_id:uuid}/conclusion",
        "chair",
        DESK,
        lambda e: Said(f"{e.meeting('open')}/items/{e.item(5)}/conclusion", {"text": "Thống nhất làm đường."}),
        "done_concluded",
    ),
    Line(f"{M}/hall-code", "recorder", DESK, on_running("/hall-code"), "done_hall_code"),
    Line(
        f"{M}/tasks",
        "recorder",
        DESK,
        on_running("/tasks", item=5, title="Lập dự toán", assignee="@member", due_on="2099-01-01"),
        "done_task",
    ),
    # ... worked on, sent back, and confirmed by the secretary or the deputy ...
    Line(f"{T}/notes", "member", MEMBER, on_task("notes", text="Đã đo xong hai đoạn."), "done_task_note"),
    Line(f"{T}/done", "member", MEMBER, on_task("done"), "done_task_done"),
    Line(f"{T}/return", "chair", PREPARERS, on_task("return", text="Còn thiếu dự toán cống."), "done_task_returned"),
    Line(f"{T}/done", "member", MEMBER, on_task("done"), "done_task_done"),
    Line(f"{T}/confirmation", "deputy", PREPARERS, on_task("confirmation"), "done_task_confirmed"),
    Line(V, "recorder", DESK, motion("named"), "done_motion_opened"),
    Line(V + "/{motion_id:uuid}/ballots", "member", CELL, on_motion("ballots", choice="approve"), "done_voted"),
    Line(V + "/{motion_id:uuid}/ballots/behalf", "recorder", DESK, behalf, "done_voted_for"),
    Line(V + "/{motion_id:uuid}/closure", "recorder", DESK, on_motion("closure"), "done_motion_closed"),
    Line(V, "chair", DESK, motion("hands"), "done_motion_opened"),
    Line(V + "/{motion_id:uuid}/hands", "recorder", DESK, on_motion("hands", asked="yes"), "done_motion_closed"),
    Line(V, "recorder", DESK, motion("named"), "done_motion_opened"),
    Line(
        V + "/{motion_id:uuid}/void", "chair", DESK, on_motion("void", reason="Câu hỏi chưa rõ."), "done_motion_voided"
    ),
    Line(
        f"{M}/state",
        "chair",
        frozenset({"chair"}),
        on_meeting("open", "/state", step="suspend"),
        "done_meeting_suspend",
    ),
    Line(
        f"{M}/state",
        "chair",
        frozenset({"chair"}),
        on_meeting("suspended", "/state", step="resume"),
        "done_meeting_resume",
    ),
    Line(f"{M}/state", "chair", frozenset({"chair"}), on_meeting("open", "/state", step="close"), "done_meeting_close"),
    Line(B + "/paragraphs/{paragraph_id:uuid}", "recorder", DESK, paragraph, "done_paragraph"),
    Line(f"{B}/reading", "recorder", DESK, on_meeting("closed", "/minutes/reading"), "done_read_back"),
    Line(
        f"{B}/approval", "recorder", DESK, on_meeting("closed", "/minutes/approval", role="recorder"), "done_approved"
    ),
    Line(f"{B}/approval", "chair", DESK, on_meeting("closed", "/minutes/approval", role="chair"), "done_approved"),
    Line(f"{D}/number", "chair", PREPARERS, number_of_the_resolution, "done_document_numbered"),
    # The summary goes up, comes back, goes up again and is received.
    Line(f"{M}/report", "chair", DESK | PREPARERS, report_up("chair"), "done_report_sent"),
    Line(
        R + "/return",
        "upper",
        UPPER,
        on_report("return", what_to_add="Nói rõ hạn làm xong đoạn qua xóm Chùa."),
        "done_report_returned",
    ),
    Line(
        f"{M}/report",
        "deputy",
        DESK | PREPARERS,
        report_up("deputy", accompanying="Xóm Chùa làm xong trước ngày 20."),
        "done_report_sent",
    ),
    Line(R + "/receipt", "upper", UPPER, on_report("receipt"), "done_report_received"),
    # The units above publish, and put things before the cells.
    Line(f"{U}/documents", "editor", PUBLISHERS, document, "done_document_published"),
    Line(
        f"{D}/hand-down",
        "upper",
        UPPER,
        lambda e: Said(
            f"/documents/{e.newest(documents)}/hand-down", {"unit": e.unit(COMMUNE), "title": "Học", "minutes": 20}
        ),
        "done_handed_down",
    ),
    Line(
        f"{U}/hand-down",
        "upper",
        UPPER,
        lambda e: Said(f"/units/{e.unit(COMMUNE)}/hand-down", {"title": "Chăm lo hộ khó khăn", "minutes": 10}),
        "done_handed_down",
    ),
    Line(
        f"{D}/withdrawal",
        "upper",
        PUBLISHERS,
        lambda e: Said(f"/documents/{e.newest(documents)}/withdrawal", {}),
        "done_document_withdrawn",
    ),
    Line(f"{U}/purges", "admin", frozenset({"admin", "operator"}), purge_asked, "done_purge_asked"),
    Line(
        U + "/purges/{purge_id:uuid}/confirmation",
        "operator",
        frozenset({"admin", "operator"}),
        lambda e: Said(f"/units/{e.unit(COMMUNE)}/purges/{e.newest(purges)}/confirmation", {}),
        "done_purged",
    ),
    Line(f"{U}/audit", "auditor", frozenset({"auditor"}), question_to_the_trace),
    Line(f"{U}/news", "editor", EDITOR, article, "done_article_saved"),
    Line(N, "editor", EDITOR, lambda e: Said(f"/news/{e.newest(articles)}", revised_article()), "done_article_saved"),
    Line(
        f"{N}/publication",
        "editor",
        EDITOR,
        lambda e: Said(f"/news/{e.newest(articles)}/publication", {}),
        "done_article_published",
    ),
    Line(
        f"{N}/withdrawal",
        "editor",
        EDITOR,
        lambda e: Said(f"/news/{e.newest(articles)}/withdrawal", {}),
        "done_article_withdrawn",
    ),
    # The tree changes, by two people; and so does who holds which role.
    Line(f"{U}/changes", "admin", KEEPERS, merger, "done_tree_proposed"),
    Line(f"{X}/confirmation", "keeper", KEEPERS | UPPER, on_change("confirmation"), "done_tree_changed"),
    Line(f"{U}/changes", "keeper", KEEPERS, new_name_next_week, "done_tree_kept"),
    Line(f"{X}/withdrawal", "admin", KEEPERS | UPPER, on_change("withdrawal"), "done_tree_withdrawn"),
    Line(f"{U}/officers", "admin", KEEPERS, new_editor, "done_role_given"),
    Line(
        f"{U}/officers/{{assignment_id:uuid}}/end",
        "keeper",
        KEEPERS | UPPER,  # the upper officer reads who holds what, and is told that ending it is not hers
        end_of_editor,
        "done_role_ended",
    ),
    Line(f"{U}/officers/loan", "deputy", PREPARERS, loan, "done_role_lent"),
)
