"""No state secret enters: every form, every name of a file, every file's text; and nothing of it stays."""

import io
import zipfile
from pathlib import Path
from uuid import uuid4

import docx
import pytest
import typst
from starlette.routing import Route

from server.app import feature_routes
from server.meetings.papers import accept
from server.members.sheet import read_sheet
from server.web.secrecy import UNREAD, SecretStamp
from tests.evening.people import Evening
from tests.evening.says import PDF
from tests.members.lists import sheet_of

COMMANDS = sorted(
    route.path_format for route in feature_routes() if isinstance(route, Route) and "POST" in (route.methods or ())
)
READS_BY_POST = {"/meetings/{meeting_id}/ticket"}
SOMEWHERE = "0192f0c1-6a1e-7c3a-9b1e-2f5f7b9c0111"
JSON = {"Accept": "application/json"}


def written(evening: Evening) -> dict[str, list[str]]:
    """Everything but who signed in when."""
    return {name: rows for name, rows in evening.everything().items() if name not in ("devices", "accounts")}


def sent(evening: Evening, path: str, **more: object) -> tuple[int, str]:
    data = {"command_id": str(uuid4()), **more.pop("fields", {})}  # type: ignore[dict-item]
    answer = evening.by("chair").client.post(path, data=data, headers=JSON, **more)  # type: ignore[arg-type]
    return answer.status_code, str(answer.json()["code"])


def test_every_command_refuses_a_stamp_in_any_field_and_in_the_name_of_any_file(lasting: Evening) -> None:
    before = written(lasting)
    assert len(COMMANDS) > 60
    for pattern in COMMANDS:
        if pattern in READS_BY_POST:
            continue
        names = [part.split("}")[0] for part in pattern.split("{")[1:]]
        path = pattern.format(**dict.fromkeys(names, SOMEWHERE))
        assert sent(lasting, path, fields={"whatever": "Dòng đầu\nTỐI MẬT\nDòng sau"}) == (422, "secret_stamp"), path
        assert sent(lasting, path, files={"file": ("BC MẬT.pdf", PDF)}) == (422, "secret_stamp"), path
    assert written(lasting) == before


def test_only_keys_and_codes_are_not_read() -> None:
    assert {"command_id", "pin", "pin_again", "secret", "code", "endpoint", "p256dh", "auth", "seen", "next"} == UNREAD


def test_a_stamp_in_the_second_of_two_values_and_inside_markup_is_found(lasting: Evening) -> None:
    path = f"{lasting.cell}/cards"
    assert sent(lasting, path, fields={"member": ["a", "Mật"]}) == (422, "secret_stamp")
    assert sent(lasting, path, fields={"html": "<p>Kính gửi</p><p><strong>T</strong>ỐI MẬT</p>"}) == (
        422,
        "secret_stamp",
    )


def test_the_refusal_says_what_to_do_and_does_not_give_the_text_back(lasting: Evening) -> None:
    said = {"command_id": str(uuid4()), "text": "MẬT\nTọa độ trận địa là 123"}
    page = lasting.by("member").client.post(f"{lasting.meeting('open')}/statements", data=said)
    assert page.status_code == 422
    assert "Luật Bảo vệ bí mật nhà nước" in page.text
    assert "bản giấy" in page.text
    assert "123" not in page.text


def document(front: str = "", header: str = "", box: bool = False) -> bytes:
    made, file = docx.Document(), io.BytesIO()
    made.sections[0].header.paragraphs[0].text = header
    made.add_paragraph("ĐẢNG BỘ XÃ HÒA AN")
    if front and not box:
        made.add_paragraph(front)
    made.add_paragraph("Báo cáo tình hình tháng 11.")
    made.save(file)
    if not box:
        return file.getvalue()
    inside = f"<w:p><w:r><w:txbxContent><w:p><w:r><w:t>{front}</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    again = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + inside.encode(), 1)
            new.writestr(name, data)
    return again.getvalue()


def pdf(*lines: str) -> bytes:
    return typst.compile(("#set page(width: 12cm, height: 8cm)\n" + "\n\n".join(lines)).encode())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("báo cáo.docx", document("MẬT")),
        ("báo cáo.docx", document(header="TỐI MẬT")),
        ("báo cáo.docx", document("TUYỆT MẬT", box=True)),
        ("báo cáo.docx", document("Độ mật: Mật")),
        ("báo cáo.pdf", pdf("TỈNH ỦY SÔNG THANH", "MẬT", "Báo cáo")),
        ("báo cáo.pdf", pdf("Báo cáo", "M Ậ T")),
    ],
    ids=["paragraph", "header", "text box", "degree", "pdf", "pdf, letters apart"],
)
def test_a_stamp_in_what_a_file_says_is_found(name: str, data: bytes) -> None:
    with pytest.raises(SecretStamp):
        accept(data, name)


def test_a_file_that_speaks_of_secrecy_is_taken() -> None:
    assert accept(document("Học tập Luật Bảo vệ bí mật nhà nước; giữ bí mật lá phiếu."), "học tập.docx").html
    assert accept(pdf("Công tác bảo mật", "Đổi mật khẩu mỗi quý."), "bảo mật.pdf").pages == 1


def test_a_list_is_stamped_above_its_people_and_a_name_is_no_stamp() -> None:
    head = ("Họ và tên", "Ngày sinh", "Chi bộ")
    people = (("Nguyễn Văn Mật", "05/09/1975", "Chi bộ thôn Đông"), ("MẬT", "05/09/1976", "Chi bộ thôn Đông"))
    assert [one.name for one in read_sheet(sheet_of(head, *people), "ds.xlsx")] == ["Nguyễn Văn Mật", "MẬT"]
    with pytest.raises(SecretStamp):
        read_sheet(sheet_of(("ĐẢNG BỘ XÃ", "", "MẬT"), head, *people), "ds.xlsx")


def stored(evening: Evening) -> set[Path]:
    return {
        path for path in evening.house.installation.settings.data.rglob("*") if path.is_file() and "db" not in path.name
    }


def test_nothing_of_a_refused_file_stays(evening: Evening) -> None:
    files, tables = stored(evening), written(evening)
    about = {"type": "plan", "number": "09", "symbol": "KH/ĐU", "title": "Trồng cây", "issuer": "Đảng ủy"}
    data = {"command_id": str(uuid4()), "issued_on": "2026-11-02", **about}
    commune = evening.unit("Đảng bộ xã Hòa An")
    for name, content in (("kế hoạch.docx", document("TỐI MẬT")), ("kế hoạch.pdf", pdf("MẬT"))):
        answer = evening.by("editor").client.post(
            f"/units/{commune}/documents", data=data, files={"file": (name, content)}, headers=JSON
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "secret_stamp")
    assert stored(evening) == files
    assert written(evening) == tables
