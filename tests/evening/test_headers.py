"""What stands around every answer: nothing kept on the way, nothing from elsewhere, and honest methods."""

import json
import re

import sqlalchemy as sa

from server.tasks.tables import tasks
from tests.evening.people import JSON, Evening
from tests.evening.says import COMMUNE

PERSONAL = (
    "/",
    "/meetings",
    "/documents",
    "/documents/meetings",
    "/news",
    "/search",
    "/tasks",
    "/me",
    "/me/record",
    "/me/dues",
    "/confirm",
    "/recoveries",
    "{open}",
    "{open}/room",
    "{open}/me",
    "{open}/events",
)
PERSONAL += ("{open}/ticket", "{closed}/minutes", "{closed}/minutes.pdf", "{closed}/minutes.docx", "{cell}", "{task}")
DESK = ("{open}/screen", "{cell}/cards", "{cell}/meetings/new", "{cell}/tasks", "{published}/prepare/papers")
DESK += ("{closed}/report", "{record}", "{record}/private", "{cell}/dues", "{cell}/dues/arrears", "{cell}/access")
ABOVE = ("{commune}/reports",)
PUBLIC = ("/enter", "/healthz", "/readyz", "/metrics", "/manifest.webmanifest", "/rules/2025-10-28-sinh-hoat-chi-bo")
PUBLIC += ("/sw.js", "/offline", "/public", "/privacy")
# The only pages that a phone may keep; their papers too.
KEPT = ("/", "/meetings", "/documents", "/documents/meetings", "/news", "/tasks", "{task}", "{open}", "{published}")


def first_task(evening: Evening) -> str:
    """The member's own, of the meeting held last month: an officer of the cell reads it too."""
    mine = sa.select(tasks).where(tasks.c.assignee_id == evening.member("member")).order_by(tasks.c.id)
    found = evening.house.read(mine.limit(1))[0]
    return f"/meetings/{found.meeting_id}/tasks/{found.id}"


def addresses(evening: Evening, *patterns: str) -> list[str]:
    places = {state: evening.meeting(state) for state in ("open", "closed", "published")} | {"cell": evening.cell}
    places["task"] = first_task(evening)
    places["record"] = f"/members/{evening.member('absent')}"
    places["commune"] = f"/units/{evening.unit(COMMUNE)}"
    return [pattern.format(**places) for pattern in patterns]


def test_no_personal_page_is_kept_on_its_way(lasting: Evening) -> None:
    asked = [(lasting.by("member"), PERSONAL), (lasting.by("chair"), PERSONAL + DESK), (lasting.by("upper"), ABOVE)]
    for phone, patterns in asked:
        for path in addresses(lasting, *patterns):
            answer = phone.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path
            assert "set-cookie" not in answer.headers, path


def test_only_these_pages_may_be_kept_on_the_phone_and_each_says_whose_it_is(lasting: Evening) -> None:
    for role in ("member", "chair"):
        phone = lasting.by(role)
        for path in addresses(lasting, *KEPT):
            answer = phone.get(path)
            assert int(answer.headers["x-offline"]) >= 7 * 86_400, path
            assert re.fullmatch("[0-9a-f]{16}-[0-9a-f]{16}", answer.headers["x-user"]), path
            assert f'data-user="{answer.headers["x-user"]}"' in answer.text
    for path in addresses(lasting, *(set(PERSONAL + DESK) - set(KEPT))):
        assert "x-offline" not in lasting.by("chair").get(path).headers, path
    for path in PUBLIC:
        assert "x-offline" not in lasting.by("member").get(path).headers, path


def test_a_page_that_says_what_was_just_done_is_not_the_one_to_keep(lasting: Evening) -> None:
    member = lasting.by("member")
    assert "x-offline" not in member.get("/tasks?n=done_answered").headers
    assert "x-offline" in member.get("/tasks?n=nonsense").headers


def test_two_people_and_two_devices_are_never_taken_for_one(lasting: Evening) -> None:
    said = [lasting.by(role).get("/tasks").headers["x-user"] for role in ("member", "member2", "chair")]
    said.append(lasting.house.sign_in("member").get("/tasks").headers["x-user"])
    assert len(set(said)) == 4
    assert said[0].split("-")[0] == said[3].split("-")[0]
    assert lasting.stranger().get("/enter").headers["x-user"] == ""


def test_the_worker_is_public_and_asked_for_anew_each_time(lasting: Evening) -> None:
    answer = lasting.stranger().get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    files = json.loads(re.findall(r"const facts = (.*);", answer.text)[0])["files"]
    assert len(files) < 40
    for path in files:
        assert lasting.stranger().get(path).status_code == 200, path


def test_papers_of_a_meeting_may_be_kept_with_the_page(lasting: Evening) -> None:
    page = lasting.by("member").read(lasting.meeting("published"))
    papers = re.findall(r'href="(/meetings/[^"]+/papers/[^"]+)"', page)
    assert papers
    ahead = re.findall(r'<meta name="ahead" content="([^"]+)"', page)[0].split(" ")
    assert set(papers) <= set(ahead)
    for path in ahead:
        assert "x-offline" in lasting.by("member").get(path).headers


def test_every_answer_forbids_what_no_page_of_ours_needs(lasting: Evening) -> None:
    member = lasting.by("member")
    answers = [member.get(path) for path in addresses(lasting, *PERSONAL, *PUBLIC, "/nowhere")]
    answers += [member.post(f"{lasting.meeting('open')}/hand"), member.post("/nowhere"), lasting.stranger().get("/me")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        for part in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
            assert part in policy, answer.url
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in answer.headers["permissions-policy"]


def test_pages_carry_no_script_or_style_of_their_own(lasting: Evening) -> None:
    for path in addresses(lasting, *PERSONAL[:7], "{closed}/minutes", *DESK):
        page = lasting.by("chair").read(path)
        for unwanted in ("<style", " style=", "<script>", " onclick=", " onload=", "javascript:"):
            assert unwanted not in page, (path, unwanted)


def test_a_stranger_is_led_to_the_entry_and_told_nothing(lasting: Evening) -> None:
    stranger = lasting.stranger()
    for path in addresses(lasting, *PERSONAL, *DESK, *ABOVE):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/enter?next={path}"), path
        assert answer.content == b""
        assert stranger.client.get(path, headers=JSON).status_code == 401
    for path in PUBLIC:
        assert stranger.get(path).status_code == 200, path


def test_head_is_get_without_a_body_and_other_methods_are_refused(lasting: Evening) -> None:
    member = lasting.by("member")
    for path in addresses(lasting, "/", "{open}/room", "{open}/events", "/healthz"):
        head, get = member.client.head(path), member.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]
    for method, path in (("PUT", "{open}"), ("DELETE", "{open}/room"), ("GET", "{open}/hand"), ("PATCH", "/me")):
        answer = member.client.request(method, *addresses(lasting, path))
        assert answer.status_code == 405
        assert "Trang này không có" in answer.text
    assert member.post("/tasks").status_code == 405


FOREIGN = (
    {"Origin": "https://xau.vn"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "{own}"},
)


def test_a_post_from_another_site_is_refused_before_it_is_read(lasting: Evening) -> None:
    member, before = lasting.by("member"), lasting.everything()
    data = {"command_id": "0197a000-0000-7000-8000-000000000001"}
    for headers in FOREIGN:
        told = {name: value.format(own=lasting.house.address) for name, value in headers.items()}
        for path in addresses(lasting, "{open}/hand", "/sign-out", "/enter", "{open}/ticket"):
            answer = member.client.post(path, data=data, headers=told)
            assert answer.status_code == 403, (path, headers)
            assert "Yêu cầu đến từ một trang khác" in answer.text
    request = member.client.build_request("POST", f"{lasting.meeting('open')}/hand", data=data)
    del request.headers["origin"]
    assert member.client.send(request).status_code == 403, "who says nothing of where it comes from"
    assert lasting.everything() == before


def test_a_post_of_our_own_page_is_taken(lasting: Evening) -> None:
    member, hand = lasting.by("member"), f"{lasting.meeting('open')}/hand"
    for number, headers in enumerate(({"Sec-Fetch-Site": "same-origin", "Origin": ""}, {"Sec-Fetch-Site": "none"}, {})):
        data = {"command_id": f"0197a000-0000-7000-8000-00000000001{number}"}
        assert member.client.post(hand, data=data, headers=headers).status_code == 303


def test_the_metrics_and_the_health_tell_of_no_person(lasting: Evening) -> None:
    lasting.by("member").does(f"{lasting.meeting('open')}/hand")
    text = lasting.stranger().read("/metrics")
    assert "sotay_commands_total" in text
    assert all(line.startswith("#") or line.split()[1].isdigit() for line in text.splitlines())
    assert lasting.stranger().get("/readyz").json() == {"status": "ready", "demo": True}
