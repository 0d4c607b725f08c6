"""Natural names for invented people: the same ones every time."""

from collections.abc import Iterator
from datetime import date
from random import Random

_SURNAMES = (
    *("Nguyễn",) * 9,
    *("Trần",) * 4,
    *("Lê",) * 3,
    *("Phạm",) * 3,
    *("Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai"),
)
_MEN = ("Văn", "Đức", "Hữu", "Quang", "Xuân", "Đình", "Công", "Thế")
_WOMEN = ("Thị", "Thị", "Thị Thu", "Thị Kim", "Ngọc", "Thị Minh")
_GIVEN_MEN = (
    *("Bình", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hiếu", "Hùng", "Khoa", "Long", "Mạnh", "Nghĩa"),
    *("Phúc", "Quân", "Sơn", "Tâm", "Thành", "Tuấn", "Ước", "Việt"),
)
_GIVEN_WOMEN = (
    *("Ánh", "Cúc", "Dung", "Đào", "Hà", "Hằng", "Hiền", "Huệ", "Liên", "Loan", "Mai", "Nga"),
    *("Nhung", "Oanh", "Phượng", "Thảo", "Thủy", "Trang", "Vân", "Yến"),
)


def people(seed: int) -> Iterator[tuple[str, date]]:
    """Names with birth dates, without end and without a name twice."""
    random = Random(seed)
    used: set[str] = set()
    while True:
        woman = random.random() < 0.45
        middle, given = (_WOMEN, _GIVEN_WOMEN) if woman else (_MEN, _GIVEN_MEN)
        name = f"{random.choice(_SURNAMES)} {random.choice(middle)} {random.choice(given)}"
        if name in used:
            continue
        used.add(name)
        yield name, date(random.randint(1942, 1999), random.randint(1, 12), random.randint(1, 28))
