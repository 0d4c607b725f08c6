"""The whole evening: each command tried by those who may not, sent by the one who may, and sent again and again."""

from uuid import uuid4

import httpx
from starlette.routing import Route

from server.app import feature_routes
from tests.evening.people import Evening, at_once, send
from tests.evening.script import PLAYED_ELSEWHERE, SCRIPT, TRYING, Line, Said

SLOW = {"/units/{unit_id:uuid}/cards", "/me/companion", "/meetings/{meeting_id:uuid}/papers"}
SLOW |= {"/units/{unit_id:uuid}/documents", "/recoveries/{recovery_id:uuid}/confirmation"}


Everything = dict[str, list[str]]


def posts() -> set[str]:
    return {one.path for one in feature_routes() if isinstance(one, Route) and "POST" in (one.methods or ())}


def test_every_command_of_the_product_is_played() -> None:
    assert {one.route for one in SCRIPT} | PLAYED_ELSEWHERE == posts()


def test_a_whole_evening_in_which_everybody_tries_everything(evening: Evening) -> None:
    missing = evening.by("outsider").post(f"/meetings/{uuid4()}/hand")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    for line in SCRIPT:
        said = line.says(evening)
        before = refused_to_everybody_else(evening, line, said, missing)
        answer = happens_once(evening, line, said, before)
        evening.last = str(answer.json()["location"])


def refused_to_everybody_else(evening: Evening, line: Line, said: Said, missing: httpx.Response) -> Everything:
    """Nothing changes, and nothing is told: not even that there is something."""
    others = [evening.by(part) for part in TRYING if part not in line.may]
    nobody = evening.by("stranger")
    right = evening.by(line.who)
    before = evening.everything()
    for other in others:
        refused = send(other, said.path, said.fields, said.files)
        assert (refused.status_code, refused.content) == (404, missing.content), (line.route, other)
    refused = send(nobody, said.path, said.fields, said.files)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in"), line.route
    refused_from_elsewhere = right.client.post(
        said.path, data={"command_id": str(uuid4())}, headers={"Origin": "http://x.vn"}
    )
    assert refused_from_elsewhere.status_code == 403, line.route
    refused = right.client.post(said.path, data={}, headers={"Accept": "application/json"})
    assert refused.status_code == 422, (line.route, refused.text)
    assert evening.everything() == before, line.route
    return before


def happens_once(evening: Evening, line: Line, said: Said, before: Everything) -> httpx.Response:
    """Ten times the same command, most of them at one moment: one effect and one answer."""
    phone, command = evening.by(line.who), str(uuid4())
    times = 1 if line.route in SLOW else 8

    def press() -> httpx.Response:
        return send(phone, said.path, said.fields, said.files, command)

    answers = at_once([press] * times)
    after = evening.everything()
    assert after != before, line.route
    answers += [press() for _ in range(2)]
    assert {one.status_code for one in answers} == {200}, (line.route, [one.text for one in answers])
    assert len({one.content for one in answers}) == 1, line.route
    assert answers[0].json()["notice"] == line.notice, (line.route, answers[0].text)
    other = send(phone, said.path, {**said.fields, "more": "Lời khác."}, said.files, command)
    assert (other.status_code, other.json()["code"]) == (422, "command_reused"), line.route
    assert evening.everything() == after, f"{line.route} happened twice"
    return answers[0]
