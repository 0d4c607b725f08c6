"""The people of the demonstration who have a part to play: invented, every one of them."""

from dataclasses import dataclass
from datetime import date

from server.actor import Reach, Role

DONG, DOAI, OFFICE = "Chi bộ thôn Đông", "Chi bộ thôn Đoài", "Chi bộ Cơ quan xã"
BLOCK, SCHOOL = "Chi bộ Tổ dân phố 5", "Chi bộ Trường THCS Đông Hải"
PROVINCE, COMMUNE, WARD = "Đảng bộ tỉnh Sông Thanh", "Đảng bộ xã Hòa An", "Đảng bộ phường Đông Hải"


@dataclass(frozen=True, slots=True)
class Person:
    """``part``: what ``./sotay demo login`` calls them, or nothing."""

    name: str
    birth_date: date
    cell: str
    standing: str = "official"
    post: str = "member"
    phone: str | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A role in a unit, by names."""

    name: str
    unit: str
    role: Role
    reach: Reach


CAST = (
    Person("Nguyễn Đình Lâm", date(1958, 3, 12), DONG, post="secretary", phone="0912 345 678", part="chair"),
    Person("Trần Thị Bích", date(1961, 11, 7), DONG, post="deputy_secretary", phone="0983 111 222"),
    Person("Lê Đức Minh", date(1980, 8, 25), DONG, post="committee_member", phone="0977 888 999", part="recorder"),
    Person("Nguyễn Thị Lan", date(1956, 1, 30), DONG, phone="0912 000 111", part="member"),
    Person("Vũ Quốc Khánh", date(1974, 9, 2), DONG, phone="0904 222 333", part="member2"),
    Person("Trần Văn Nam", date(1985, 5, 18), DONG, phone="0936 444 555", part="absent"),
    Person("Phạm Minh Châu", date(1999, 4, 9), DONG, "probationary", part="probationary"),
    Person("Lý Thị Ngân", date(1997, 12, 1), DONG, "probationary"),
    Person("Phạm Thị Hoa", date(1939, 5, 19), DONG, "exempt", part="exempt"),
    Person("Ngô Văn Tuất", date(1941, 10, 20), DONG, "exempt"),
    Person("Đinh Thị Sâm", date(1940, 2, 3), DONG, "exempt"),
    Person("Bùi Văn Thái", date(1988, 7, 14), DONG, "temporarily_away"),
    Person("Mai Thị Xuân", date(1991, 3, 27), DONG, "temporarily_here"),
    Person("Hồ Văn Lực", date(1950, 6, 6), DONG, "reduced_duty"),
    Person("Đỗ Thị Tuyết", date(1966, 12, 22), DONG, part="teller"),
    Person("Nguyễn Văn Bình", date(1963, 2, 15), DOAI, post="secretary", phone="0915 777 111"),
    Person("Lê Thị Hòa", date(1970, 8, 8), DOAI, part="outsider"),
    Person("Đặng Thị Hạnh", date(1972, 4, 17), OFFICE, post="secretary", phone="0914 666 222", part="upper"),
    Person("Hoàng Văn Tiến", date(1976, 6, 30), OFFICE, part="guest"),
    Person("Dương Thu Thảo", date(1990, 10, 10), OFFICE, part="editor"),
    Person("Trịnh Xuân Hải", date(1983, 1, 24), OFFICE, part="admin"),
    Person("Vũ Thế Công", date(1987, 9, 5), OFFICE, part="operator"),
    Person("Lưu Thị Mai", date(1979, 7, 7), OFFICE, part="keeper"),
    Person("Tạ Văn Nghĩa", date(1962, 3, 18), OFFICE, part="auditor"),
    Person("Nguyễn Thị Vân", date(1968, 5, 2), BLOCK, post="secretary"),
    Person("Phạm Quang Sơn", date(1975, 3, 3), SCHOOL, post="secretary"),
)

OFFICES = (
    Office("Nguyễn Đình Lâm", DONG, Role.SECRETARY, Reach.HERE),
    Office("Trần Thị Bích", DONG, Role.DEPUTY_SECRETARY, Reach.HERE),
    Office("Lê Đức Minh", DONG, Role.COMMITTEE_MEMBER, Reach.HERE),
    Office("Nguyễn Văn Bình", DOAI, Role.SECRETARY, Reach.HERE),
    Office("Đặng Thị Hạnh", OFFICE, Role.SECRETARY, Reach.HERE),
    Office("Đặng Thị Hạnh", COMMUNE, Role.COMMITTEE_MEMBER, Reach.SUBTREE),
    Office("Đặng Thị Hạnh", COMMUNE, Role.DEPUTY_SECRETARY, Reach.HERE),
    Office("Dương Thu Thảo", COMMUNE, Role.EDITOR, Reach.SUBTREE),
    Office("Trịnh Xuân Hải", PROVINCE, Role.ADMIN, Reach.SUBTREE),
    Office("Lưu Thị Mai", PROVINCE, Role.RECORD_KEEPER, Reach.SUBTREE),
    Office("Vũ Thế Công", PROVINCE, Role.OPERATOR, Reach.SUBTREE),
    Office("Tạ Văn Nghĩa", COMMUNE, Role.AUDITOR, Reach.SUBTREE),
    Office("Nguyễn Thị Vân", BLOCK, Role.SECRETARY, Reach.HERE),
    Office("Phạm Quang Sơn", SCHOOL, Role.SECRETARY, Reach.HERE),
)

# Cells of the demonstration, the locality their documents are dated from, and how many people live in each.
CELLS = {DONG: (COMMUNE, 28), DOAI: (COMMUNE, 24), OFFICE: (COMMUNE, 20), BLOCK: (WARD, 26), SCHOOL: (WARD, 22)}
PLACES = {COMMUNE: "Hòa An", WARD: "Đông Hải", PROVINCE: "Sông Thanh"}
