"""Six units around one, with a thing of every kind in each, and people in every way of having or not having a role.

      grandparent            far root
      /        \\                |
   parent     (branch's)        home of those who have no unit here
   /    \\        |
 same  sibling  branch
  |
child
"""

import asyncio
import io
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from PIL import Image
from sqlalchemy import Connection
from starlette.applications import Starlette

from server import clock
from server.accounts.queries import digest, rights_of
from server.accounts.tables import accounts, devices, recoveries
from server.actor import Reach, Role
from server.clock import local_date
from server.discussion.tables import statements
from server.ids import new_id
from server.meetings.tables import guests, papers
from server.members.actions import add_member
from server.members.rules import MemberRow
from server.members.tables import standings
from server.minutes.tables import paragraphs
from server.purging.tables import purges
from server.reports.tables import reports
from server.tasks.tables import tasks
from server.units.actions import add_unit, assign
from server.units.rules import UnitKind
from server.units.tables import assignments
from server.voting.tables import motions
from tests.matrix.asking import Rehearsal, ask

PLACES = ("same", "parent", "grandparent", "child", "sibling", "branch")
STANDINGS = ("official", "probationary", "temporarily_here", "exempt", "suspended")
CONDITIONS = ("in_force", "not_yet", "expired", "lent", "lender_lost")
IN_MEETING = ("chair", "recorder", "participant", "guest")
FAR = timedelta(days=400)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


UUID_TEXT = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")


def _png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return drawn.getvalue()


PNG = _png()


@dataclass(frozen=True, slots=True)
class Who:
    """One line of the matrix. ``role``: a role in the tree, a part in the meeting of `same`, or a standing there."""

    name: str
    kind: str  # nobody | standing | role | meeting
    role: str = ""
    reach: str = ""
    condition: str = ""


def everybody() -> list[Who]:
    found = [Who("nobody", "nobody")]
    found += [Who(one, "standing", one) for one in STANDINGS]
    for role in Role:
        found.append(Who(f"{role} here", "role", role, "here", "in_force"))
        found += [Who(f"{role} subtree {one}", "role", role, "subtree", one) for one in CONDITIONS]
    return found + [Who(f"{one} of the meeting", "meeting", one) for one in IN_MEETING]


@dataclass(slots=True)
class World:
    """``things`` are the path parameters of each place; ``cookies`` those of the people by their line's name."""

    app: Starlette
    writer: Rehearsal
    today: date
    units: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    devices: dict[str, UUID] = field(default_factory=dict)

    def meeting(self, place: str) -> UUID:
        return UUID(self.things[place]["running"])

    # --- Building -----------------------------------------------------------------------------

    def build(self) -> None:
        self.writer.keeps = True
        self.writer.run(self._plant)
        asyncio.run(self._live())
        self.writer.run(lambda db, _now: db.execute(sa.delete(assignments).where(assignments.c.decision == "builder")))
        self.writer.run(self._mark_rights)
        self.writer.keeps = False

    def _mark_rights(self, db: Connection, now: datetime) -> None:
        """As after a sign-in: no cookie is due to be exchanged, and the PIN was given for the whole of this day."""
        for member_id in self.members.values():
            its = sa.update(devices).where(devices.c.member_id == member_id)
            db.execute(its.values(rights=rights_of(db, member_id, now), confirmed_at=now + timedelta(hours=1)))

    def _plant(self, db: Connection, now: datetime) -> None:
        for name, above in (
            *(("grandparent", None), ("parent", "grandparent"), ("same", "parent"), ("child", "same")),
            *(("sibling", "parent"), ("branch's", "grandparent"), ("branch", "branch's"), ("far", None)),
            *((f"below {one}", one) for one in PLACES),
        ):
            self.units[name] = add_unit(
                db,
                parent_id=self.units[above] if above else None,
                kind=UnitKind.COMMUNE,
                name=f"Đơn vị {name}",
                place="Hòa An",
                today=self.today - FAR,
            )
        for place in (*PLACES, *(f"below {one}" for one in PLACES)):
            for part in ("chair", "recorder", "participant"):
                self._person(db, now, f"{part} {place}", place)
            self._person(db, now, f"guest {place}", "far")
            for role in set(Role) - {Role.OPERATOR}:
                self._role(db, f"chair {place}", role, place, decision="builder")
        for place in PLACES:
            self._person(db, now, f"officer {place}", "far")
            self._role(db, f"officer {place}", Role.EDITOR, place)
        self._person(db, now, "keeper of all", "far")
        self._role(db, "keeper of all", Role.RECORD_KEEPER, "grandparent", reach=Reach.SUBTREE)
        for one in everybody():
            self._join(db, now, one)

    def _join(self, db: Connection, now: datetime, one: Who) -> None:
        if one.kind == "standing":
            self._person(db, now, one.name, "same", one.role)
        elif one.kind == "meeting":
            self.cookies[one.name] = self.cookies[f"{one.role} same"]
            self.members[one.name] = self.members[f"{one.role} same"]
            self.devices[one.name] = self.devices[f"{one.role} same"]
        elif one.kind == "role":
            self._person(db, now, one.name, "far")
            self._with_condition(db, now, one)

    def _with_condition(self, db: Connection, now: datetime, one: Who) -> None:
        role, reach = Role(one.role), Reach(one.reach)
        dates = {
            "not_yet": (self.today + timedelta(days=1), None),
            "expired": (self.today - FAR, self.today),
        }.get(one.condition, (self.today - FAR, None))
        lent_by = None
        if one.condition in ("lent", "lender_lost"):
            lender = f"lender of {one.name}"
            self._person(db, now, lender, "far")
            ended = self.today if one.condition == "lender_lost" else None
            lent_by = self._role(db, lender, role, "same", reach=reach, until=ended)
        self._role(db, one.name, role, "same", reach=reach, since=dates[0], until=dates[1], delegated_from=lent_by)

    def _role(
        self,
        db: Connection,
        name: str,
        role: Role,
        place: str,
        *,
        reach: Reach = Reach.HERE,
        since: date | None = None,
        until: date | None = None,
        decision: str = "",
        delegated_from: UUID | None = None,
    ) -> UUID:
        return assign(
            db,
            member_id=self.members[name],
            unit_id=self.units[place],
            role=role,
            reach=reach,
            since=since or self.today - FAR,
            until=until,
            decision=decision,
            delegated_from=delegated_from,
        )

    def _person(self, db: Connection, now: datetime, name: str, place: str, standing: str = "official") -> None:
        born = date(1950, 1, 1) + timedelta(days=len(self.members))
        row = MemberRow(f"Nguyễn Văn {len(self.members)}", born, standing, "member")
        self.members[name] = member_id = add_member(db, now, self.units[place], row)
        self.cookies[name], self.devices[name] = secret, device_id = secrets.token_urlsafe(32), new_id()
        db.execute(sa.insert(accounts).values(member_id=member_id, pin_hash="", pin_set_at=now, theme="", text_size=""))
        times = dict.fromkeys(("enrolled_at", "last_seen_at", "unlocked_at", "confirmed_at", "rotated_at"), now)
        device = {"id": device_id, "member_id": member_id, "secret_hash": digest(secret), "name": "android"}
        db.execute(sa.insert(devices).values(**device, **times, pin_failures=0))

    # --- Living -------------------------------------------------------------------------------

    async def _live(self) -> None:
        for place in PLACES:
            await self._furnish(place)

    async def _does(self, who: str, path: str, **fields: object) -> str:
        """Gives where the answer leads."""
        said = {name: str(value) for name, value in fields.items()}
        asked = await ask(self.app, "POST", path, self.cookies[who], said)
        assert asked.status == 200, (who, path, asked.status, asked.body[:300])
        return asked.body.decode().split('"location":"')[1].split('"')[0]

    async def _sends(self, who: str, path: str, file: tuple[str, str, bytes], **fields: object) -> str:
        """With a file: the field's name, the file's, and what is in it."""
        part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        parts = [part.format(name, value) for name, value in {**fields, "command_id": new_id()}.items()]
        head = f'--x\r\nContent-Disposition: form-data; name="{file[0]}"; filename="{file[1]}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + file[2] + b"\r\n--x--\r\n"
        asked = await ask(self.app, "POST", path, self.cookies[who], body, "multipart/form-data; boundary=x")
        assert asked.status == 200, (who, path, asked.status, asked.body[:300])
        return asked.body.decode().split('"location":"')[1].split('"')[0]

    async def _furnish(self, place: str) -> None:
        chair, recorder, unit = f"chair {place}", f"recorder {place}", f"/units/{self.units[place]}"
        things = self.things[place] = {"unit_id": str(self.units[place])}
        running = await self._meeting(place, publish=True)
        things["running"] = running[-36:]
        await self._invite(running, place)
        item = await self._item(running)
        things["item_id"] = item
        await self._sends(chair, f"{running}/papers", ("papers", "giấy.pdf", PDF), item=item)
        await self._does(chair, f"{running}/state", step="open")
        await self._does(recorder, f"{running}/statements", item=item, text="Nhất trí.")
        await self._does(
            recorder, f"{running}/motions", item=item, title="Thông qua", matter="resolution", form="named"
        )
        due = self.today + timedelta(days=9)
        to = self.members[f"participant {place}"]
        await self._does(recorder, f"{running}/tasks", item=item, title="Trồng cây", assignee=to, due_on=due)
        draft = await self._meeting(place, publish=False)
        things["draft"] = draft[-36:]
        await self._sends(chair, f"{draft}/papers", ("papers", "giấy.pdf", PDF), item=await self._item(draft))
        about = {"type": "plan", "number": "1", "symbol": "KH", "title": "Kế hoạch", "issuer": "Cấp ủy"}
        about["issued_on"] = "2026-01-05"
        document = await self._sends(chair, f"{unit}/documents", ("file", "kế hoạch.pdf", PDF), **about)
        things["document_id"] = document[-36:]
        news = {"title": "Tin", "body": "Nội dung của tin.", "audience": "internal", "image_alt": "Cánh đồng"}
        article = await self._sends(chair, f"{unit}/news", ("image", "ảnh.png", PNG), **news)
        await self._does(chair, f"/news/{UUID_TEXT.findall(article)[0]}/publication")
        things["article_id"] = UUID_TEXT.findall(article)[0]
        closed = await self._held(place)
        things["closed"] = closed[-36:]
        things["reported"] = await self._reported(place)
        later = self.today + timedelta(days=9)
        changed = await self._does(
            "keeper of all", f"{unit}/changes", kind="renamed", name=f"Mới {place}", effective_on=later
        )
        things["reorganisation_id"] = changed[-36:]
        things |= self.writer.run(lambda db, _now: self._numbered(db, place))

    async def _meeting(self, place: str, *, publish: bool) -> str:
        fields = {"kind": "regular", "title": "Họp", "place": "Hội trường", "hour": "19:30"}
        leads = {part: self.members[f"{part} {place}"] for part in ("chair", "recorder")}
        day = self.today + timedelta(days=2)
        made = await self._does(f"chair {place}", f"/units/{self.units[place]}/meetings", day=day, **fields, **leads)
        address = made.removesuffix("/prepare/content")
        if publish:
            await self._does(f"chair {place}", f"{address}/publication")
        return address

    async def _invite(self, meeting: str, place: str) -> None:
        meeting_id, member_id = UUID(meeting[-36:]), self.members[f"guest {place}"]
        row = {"meeting_id": meeting_id, "id": new_id(), "member_id": member_id, "name": "Khách", "organisation": ""}
        self.writer.run(lambda db, _now: db.execute(sa.insert(guests).values(**row, present=False)))
        self.things.setdefault(place, {}).setdefault("guest_id", str(row["id"]))

    async def _item(self, meeting: str) -> str:
        from server.meetings.queries import list_items

        return str(self.writer.run(lambda db, _now: list_items(db, UUID(meeting[-36:]))[3].id))

    async def _held(self, place: str) -> str:
        meeting = await self._meeting(place, publish=True)
        await self._invite(meeting, place)
        for step in ("open", "close"):
            await self._does(f"chair {place}", f"{meeting}/state", step=step)
        return meeting

    def _numbered(self, db: Connection, place: str) -> dict[str, str]:
        """What has an id of its own, by the name that its path gives it."""
        things = self.things[place]
        meeting = {one: UUID(things[one]) for one in ("running", "draft", "closed", "reported")}
        wanted = {
            "paper_id": sa.select(papers.c.id).where(papers.c.meeting_id == meeting["running"]),
            "draft_paper_id": sa.select(papers.c.id).where(papers.c.meeting_id == meeting["draft"]),
            "statement_id": sa.select(statements.c.id).where(statements.c.meeting_id == meeting["running"]),
            "motion_id": sa.select(motions.c.id).where(motions.c.meeting_id == meeting["running"]),
            "task_id": sa.select(tasks.c.id).where(tasks.c.meeting_id == meeting["running"]),
            "paragraph_id": sa.select(paragraphs.c.id).where(paragraphs.c.meeting_id == meeting["closed"]),
            "report_id": sa.select(reports.c.id).where(reports.c.meeting_id == meeting["reported"]),
            "assignment_id": sa.select(assignments.c.id).where(
                assignments.c.member_id == self.members[f"officer {place}"]
            ),
        }
        found = {name: str(db.execute(one.limit(1)).scalar_one()) for name, one in wanted.items()}
        return found | self._of_a_member(db, place)

    def _of_a_member(self, db: Connection, place: str) -> dict[str, str]:
        """Of the participant: a record, a new card that waits for the second person, a removal that waits too."""
        member_id, unit_id, keeper = (
            self.members[f"participant {place}"],
            self.units[place],
            self.members["keeper of all"],
        )
        now, recovery_id, purge_id = clock.now(), new_id(), new_id()
        row = {"id": recovery_id, "member_id": member_id, "started_by": keeper, "started_at": now}
        db.execute(sa.insert(recoveries).values(**row, expires_at=now + timedelta(hours=1)))
        row = {"id": purge_id, "unit_id": unit_id, "asked_by": keeper, "asked_at": now, "reason": "other"}
        db.execute(sa.insert(purges).values(**row, kind="document", subject_id=UUID(self.things[place]["document_id"])))
        entry = db.execute(sa.select(standings.c.id).where(standings.c.member_id == member_id).limit(1)).scalar_one()
        return {
            "member_id": str(member_id),
            "standing_id": str(entry),
            "recovery_id": str(recovery_id),
            "purge_id": str(purge_id),
            "look_id": str(new_id()),
        }

    async def _reported(self, place: str) -> str:
        """What came up to this unit from one below."""
        below = f"below {place}"
        meeting = await self._held(below)
        await self._does(f"recorder {below}", f"{meeting}/minutes/reading")
        for part in ("recorder", "chair"):
            await self._does(f"{part} {below}", f"{meeting}/minutes/approval", role=part)
        page = await ask(self.app, "GET", f"{meeting}/report", self.cookies[f"chair {below}"])
        seen = re.findall('name="seen" value="([^"]+)"', page.body.decode())[0]
        await self._does(f"chair {below}", f"{meeting}/report", seen=seen)
        return meeting[-36:]


def today() -> date:
    return local_date(clock.now())
