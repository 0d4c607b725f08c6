"""What each route should answer to whom, written by hand in short rules. The product's own rules are not asked.

A rule says which roles in a unit open a route, how far they reach, what members of the unit have by being members,
and which parts in a meeting open it.
"""

from dataclasses import dataclass

from tests.matrix.world import Who

LEADS = frozenset({"secretary", "deputy_secretary"})
COMMITTEE = LEADS | {"committee_member"}
KEEPERS = frozenset({"record_keeper", "admin"})
ANY_ROLE = COMMITTEE | KEEPERS | {"editor", "auditor"}
DESK = frozenset({"chair", "recorder"})
SUMMONED = DESK | {"participant"}
ROOM = SUMMONED | {"guest"}

BELOW = {"same": {"same", "child"}}  # what a reach over the subtree of `same` covers
UP = {"same", "parent", "grandparent"}  # whose publications come down to members of `same`
MEMBERS_REACH = {"own": {"same"}, "down": UP}
LIVES_HERE = SUMMONED  # a guest of the meeting has no unit here


@dataclass(frozen=True, slots=True)
class Rule:
    """``far``: own (that very unit), wide (below it too), above (what a unit above answers for).

    ``here``: roles that have it in their very unit, however far the others reach.
    """

    roles: frozenset[str] = frozenset()
    far: str = "own"
    here: frozenset[str] = frozenset()
    members: str = ""  # own | down
    meeting: frozenset[str] = frozenset()
    thing: str = ""  # which meeting of the place the path means
    open_to: str = ""  # everybody | signed_in | nobody (of those who are signed in) | none (as if it did not exist)


EVERYBODY, SIGNED_IN = Rule(open_to="everybody"), Rule(open_to="signed_in")
NOBODY, NONE = Rule(open_to="nobody"), Rule(open_to="none")
RECORDS, PRIVATE = (
    Rule(COMMITTEE | KEEPERS, "wide"),
    Rule(frozenset({"record_keeper"}), "wide", frozenset({"secretary"})),
)
RECORD_CHANGE, LOCKS = Rule(KEEPERS, "wide", LEADS), Rule(COMMITTEE | KEEPERS, "wide")
DUES, ARREARS = Rule(COMMITTEE), Rule(frozenset({"secretary"}))
AUDIT, PURGE = Rule(frozenset({"auditor"}), "wide"), Rule(frozenset({"admin", "operator"}), "wide")
SECOND = Rule(KEEPERS | COMMITTEE, "above", COMMITTEE)  # of a new card for a member without an office
UNIT = Rule(ANY_ROLE, "wide", members="own")
PREPARES = Rule(LEADS, "wide")
DRAFT = Rule(LEADS, "wide", thing="draft")
CARDS = Rule(LEADS | KEEPERS, "wide")
KEEPS = Rule(KEEPERS, "wide")
TREE = Rule(KEEPERS, "above")
TREE_TWO = Rule(KEEPERS | LEADS, "above")
ROLES = Rule(COMMITTEE | KEEPERS, "wide")
LENDS = Rule(LEADS | {"record_keeper", "editor"})
READS = Rule(ANY_ROLE, "own", members="down")
PUBLISHES = Rule(LEADS | {"record_keeper", "editor"})
HANDS_DOWN = Rule(LEADS)
EDITS = Rule(frozenset({"editor"}))
TASKS = Rule(COMMITTEE | {"record_keeper"})
TASK = Rule(COMMITTEE | {"record_keeper"}, meeting=frozenset({"participant"}))
CONFIRMS = Rule(LEADS)
REPORTS = Rule(COMMITTEE)
ANSWERS = Rule(LEADS)
IN_ROOM, LED, WRITTEN = Rule(meeting=ROOM), Rule(meeting=frozenset({"chair"})), Rule(meeting=DESK)
OF_MEMBERS, ASSIGNEE = Rule(meeting=SUMMONED), Rule(meeting=frozenset({"participant"}))
MINUTES, MINUTES_DESK = Rule(meeting=SUMMONED, thing="closed"), Rule(meeting=DESK, thing="closed")

_U, _M = "/units/{unit_id:uuid}", "/meetings/{meeting_id:uuid}"
_V, _T = _M + "/motions/{motion_id:uuid}", _M + "/tasks/{task_id:uuid}"
_D, _N, _X = "/documents/{document_id:uuid}", "/news/{article_id:uuid}", "/reorganisations/{reorganisation_id:uuid}"
_P = "/members/{member_id:uuid}"
_R, _O = _U + "/reports/{report_id:uuid}", _U + "/officers"

RULES: dict[str, Rule] = {
    **dict.fromkeys(("GET /enter", "POST /enter", "GET /enter/pin", "POST /enter/pin", "GET /purged"), EVERYBODY),
    **dict.fromkeys(("POST /sign-out", "GET /public", "GET /rules/{rulebook_id}"), EVERYBODY),
    **dict.fromkeys(("GET /install", "GET /privacy"), EVERYBODY),
    **dict.fromkeys(("GET /me", "POST /me/companion", "POST /preferences", "GET /search"), SIGNED_IN),
    **dict.fromkeys(("POST /me/reminders", "POST /me/reminders/removal", "GET /meetings", "GET /documents"), SIGNED_IN),
    **dict.fromkeys(("GET /documents/meetings", "GET /news", "GET /", "GET /tasks"), SIGNED_IN),
    **dict.fromkeys(("GET /unlock", "POST /unlock", "GET /confirm", "POST /confirm", "GET /recoveries"), SIGNED_IN),
    **dict.fromkeys(("GET /me/record", "GET /me/dues"), SIGNED_IN),
    # Somebody else's device, an entry that does not exist, and what is not public.
    "POST /me/devices/{device_id:uuid}/revocation": NOBODY,
    "GET /enter/demo/{token}": NONE,
    "GET /public/{article_id:uuid}": NONE,
    "GET /public/{article_id:uuid}/image": NONE,
    # Units.
    **dict.fromkeys((f"GET {_U}", f"GET {_U}/history"), UNIT),
    **dict.fromkeys((f"GET {_U}/cards", f"POST {_U}/cards"), CARDS),
    **dict.fromkeys((f"GET {_U}/import", f"POST {_U}/import", f"POST {_U}/units"), KEEPS),
    **dict.fromkeys((f"GET {_U}/import/{{digest}}", f"POST {_U}/import/{{digest}}/acceptance"), KEEPS),
    **dict.fromkeys((f"GET {_U}/changes/new", f"POST {_U}/changes"), TREE),
    **dict.fromkeys((f"GET {_X}", f"POST {_X}/confirmation", f"POST {_X}/withdrawal"), TREE_TWO),
    **dict.fromkeys((f"GET {_O}", f"POST {_O}/{{assignment_id:uuid}}/end"), ROLES),
    **dict.fromkeys((f"GET {_O}/new", f"POST {_O}"), KEEPS),
    **dict.fromkeys((f"GET {_O}/loan", f"POST {_O}/loan"), LENDS),
    # Ways in, records, dues, traces.
    f"POST {_U}/recoveries": CARDS,
    "POST /recoveries/{recovery_id:uuid}/confirmation": SECOND,
    **dict.fromkeys((f"GET {_U}/access", f"POST {_U}/members/{{member_id:uuid}}/devices/locking"), LOCKS),
    f"GET {_P}": RECORDS,
    **dict.fromkeys((f"GET {_P}/private", f"POST {_P}/private"), PRIVATE),
    **dict.fromkeys((f"POST {_P}/standings", f"POST {_P}/standings/{{standing_id:uuid}}/withdrawal"), RECORD_CHANGE),
    **dict.fromkeys((f"GET {_U}/dues", f"POST {_U}/dues", f"POST {_U}/dues/removal"), DUES),
    **dict.fromkeys((f"GET {_U}/dues/arrears", f"POST {_U}/dues/arrears"), ARREARS),
    **dict.fromkeys((f"GET {_U}/audit", f"POST {_U}/audit"), AUDIT),
    f"GET {_U}/audit/{{look_id:uuid}}": NOBODY,  # somebody else's question
    **dict.fromkeys((f"GET {_U}/purges", f"POST {_U}/purges"), PURGE),
    f"POST {_U}/purges/{{purge_id:uuid}}/confirmation": PURGE,
    # A meeting is prepared.
    **dict.fromkeys((f"POST {_U}/remote-decision", f"GET {_U}/meetings/new", f"POST {_U}/meetings"), PREPARES),
    **dict.fromkeys((f"GET {_M}/prepare/{{step}}", f"POST {_M}/occasion", f"POST {_M}/content"), DRAFT),
    **dict.fromkeys((f"POST {_M}/agenda", f"POST {_M}/papers", f"POST {_M}/guests"), DRAFT),
    **dict.fromkeys((f"POST {_M}/discarding", f"POST {_M}/publication"), DRAFT),
    f"POST {_M}/papers/{{paper_id:uuid}}/removal": DRAFT,
    # And held.
    **dict.fromkeys((f"GET {_M}", f"GET {_M}/calendar.ics", f"GET {_M}/room", f"GET {_M}/me"), IN_ROOM),
    **dict.fromkeys((f"GET {_M}/papers/{{paper_id:uuid}}", f"GET {_M}/papers/{{paper_id:uuid}}/file"), IN_ROOM),
    **dict.fromkeys((f"GET {_M}/events", f"GET {_M}/ticket", f"POST {_M}/ticket", f"POST {_M}/statements"), IN_ROOM),
    **dict.fromkeys((f"POST {_M}/hand", f"POST {_M}/hand/lowering"), IN_ROOM),
    **dict.fromkeys((f"POST {_M}/answer", f"POST {_M}/check-in", f"POST {_V}/ballots"), OF_MEMBERS),
    f"POST {_M}/state": LED,
    **dict.fromkeys((f"GET {_M}/screen", f"POST {_M}/current-item", f"POST {_M}/hall-code"), WRITTEN),
    **dict.fromkeys((f"POST {_M}/items/{{item_id:uuid}}/conclusion", f"POST {_M}/attendance"), WRITTEN),
    **dict.fromkeys((f"POST {_M}/attendance/all", f"POST {_M}/guests/{{guest_id:uuid}}/presence"), WRITTEN),
    **dict.fromkeys((f"POST {_M}/statements/noted", f"POST {_M}/statements/{{statement_id:uuid}}/reading"), WRITTEN),
    **dict.fromkeys((f"POST {_M}/speakers", f"POST {_M}/speakers/removal", f"POST {_M}/motions"), WRITTEN),
    **dict.fromkeys((f"POST {_V}/{one}" for one in ("ballots/behalf", "hands", "closure", "void")), WRITTEN),
    f"POST {_M}/tasks": WRITTEN,
    # What comes of it.
    **dict.fromkeys((f"GET {_M}/minutes", f"GET {_M}/minutes.{{form}}"), MINUTES),
    f"POST {_M}/minutes/paragraphs/{{paragraph_id:uuid}}": MINUTES_DESK,
    **dict.fromkeys((f"POST {_M}/minutes/reading", f"POST {_M}/minutes/approval"), MINUTES_DESK),
    **dict.fromkeys((f"GET {_M}/report", f"POST {_M}/report"), MINUTES_DESK),
    f"GET {_U}/tasks": TASKS,
    f"GET {_T}": TASK,
    **dict.fromkeys((f"POST {_T}/notes", f"POST {_T}/done"), ASSIGNEE),
    **dict.fromkeys((f"POST {_T}/confirmation", f"POST {_T}/return"), CONFIRMS),
    **dict.fromkeys((f"GET {_U}/reports", f"GET {_R}"), REPORTS),
    **dict.fromkeys((f"POST {_R}/receipt", f"POST {_R}/return"), ANSWERS),
    # What a unit publishes.
    **dict.fromkeys((f"GET {_D}", f"GET {_D}/file", f"GET {_N}", f"GET {_N}/image"), READS),
    **dict.fromkeys((f"GET {_U}/documents/new", f"POST {_U}/documents"), PUBLISHES),
    **dict.fromkeys((f"POST {_D}/withdrawal", f"POST {_D}/number"), PUBLISHES),
    **dict.fromkeys((f"GET {_D}/hand-down", f"GET {_U}/hand-down", f"POST {_U}/hand-down"), HANDS_DOWN),
    f"POST {_D}/hand-down": READS,  # to hand it down, the unit named in the form is asked for
    **dict.fromkeys((f"GET {_U}/news/new", f"POST {_U}/news", f"GET {_N}/edit", f"POST {_N}"), EDITS),
    **dict.fromkeys((f"POST {_N}/publication", f"POST {_N}/withdrawal"), EDITS),
    # The socket, asked as the gateway asks it at the join.
    "SOCKET all": IN_ROOM,
    "SOCKET staff": WRITTEN,
}


def expected(rule: Rule, who: Who, place: str) -> str:
    """``+`` let through, ``.`` as if it were not there, ``L`` asked to sign in."""
    if rule.open_to in ("everybody", "none"):
        return "+" if rule.open_to == "everybody" else "."
    if who.kind == "nobody":
        return "L"
    if rule.open_to:
        return "+" if rule.open_to == "signed_in" else "."
    return "+" if _may(rule, who, place) else "."


def _may(rule: Rule, who: Who, place: str) -> bool:
    lives_here = who.kind == "standing" or (who.kind == "meeting" and who.role in LIVES_HERE)
    if lives_here and place in MEMBERS_REACH.get(rule.members, ()):
        return True
    if who.kind == "standing" and rule.meeting >= SUMMONED:
        return place == "same" and who.role != "suspended"  # summoned when the meeting was published
    if who.kind == "meeting":
        return place == "same" and who.role in rule.meeting
    if who.kind != "role" or who.condition not in ("in_force", "lent"):
        return False
    if place == "same" and who.role in rule.here:
        return True
    if who.role not in rule.roles:
        return False
    if rule.far == "above":
        return place == "child"  # the unit above it is `same`, whatever the reach
    covers = BELOW["same"] if rule.far == "wide" and who.reach == "subtree" else {"same"}
    return place in covers
