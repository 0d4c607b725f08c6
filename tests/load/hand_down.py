"""How long one act holds the writer that puts an agenda item and a document before every cell below a unit.

    python -m tests.load.hand_down [cells]

On SQLite; half of the cells have a published meeting ahead, the other half take it with their next draft. Prints.
"""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from server.actor import Actor
from server.ids import new_id
from server.ledger.append import begin_log
from server.ledger.transaction import Answer, Command, Transaction, execute
from server.meetings import hand_down
from server.meetings.tables import agenda_items, handed_down_to, meetings
from server.members.queries import get_member
from server.units.actions import add_unit
from server.units.queries import get_unit
from server.units.rules import UnitKind
from server.units.tables import units
from tests.house import Templates


def fill(db: Connection, cells: int) -> UUID:
    """A commune of its own; each second cell's meeting is a copy of one of the demonstration's."""
    model = db.execute(sa.select(meetings).where(meetings.c.state == "published").limit(1)).one()._asdict()
    items = db.execute(sa.select(agenda_items).where(agenda_items.c.meeting_id == model["id"])).all()
    top = db.execute(sa.select(units.c.id).where(units.c.parent_id.is_(None))).scalar_one()
    opened = model["starts_at"].date() - timedelta(days=90)
    commune = add_unit(db, parent_id=top, kind=UnitKind.COMMUNE, name="Đảng bộ xã Đo", place="Đo", today=opened)
    for number in range(cells):
        name = f"Chi bộ {number}"
        cell = add_unit(db, parent_id=commune, kind=UnitKind.CELL, name=name, place="Đo", today=opened)
        if number % 2:
            continue
        meeting_id = new_id()
        db.execute(sa.insert(meetings).values(model | {"id": meeting_id, "unit_id": cell}))
        rows = [one._asdict() | {"meeting_id": meeting_id, "id": new_id()} for one in items]
        db.execute(sa.insert(agenda_items), rows)
        begin_log(db, meeting_id)
    return commune


def main(cells: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Templates(Path(folder)).house("sqlite") as house:
        commune = house.writer.run(lambda db, _now: fill(db, cells))

        def act(tx: Transaction) -> Answer:
            unit = get_unit(tx.db, commune)
            hand_down.hand_down(tx, unit, document_id=None, title="Học tập nghị quyết", minutes=20, paper=None)
            return Answer("/")

        with house.installation.database.read() as db:
            by = get_member(db, house.person("upper"))
            home = get_unit(db, by.unit_id)
        actor = Actor(by.id, new_id(), by.name, by.name, home.id, home.name, home.path)
        command = Command(new_id(), actor, b"load")
        began = time.perf_counter()
        house.writer.run(lambda db, now: execute(db, now, command, act))
        spent = time.perf_counter() - began
        cells_of = handed_down_to.c.unit_id.in_(sa.select(units.c.id).where(units.c.parent_id == commune))
        reached = house.value(sa.select(sa.func.count()).select_from(handed_down_to).where(cells_of))
        print(f"{cells} cells: {spent:.2f} s, {spent / cells * 1000:.2f} ms a cell; {reached} reached")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
