"""Stamps of state secrets are found, ordinary words are left alone: examples of both, and their disguises."""

import time
import unicodedata

import pytest

from server.i18n.stamps import find_stamp, find_stamp_in_name

STAMPED = [
    "MẬT",
    "Mật",
    "TỐI MẬT",
    "Tối mật",
    "tối mật",
    "TUYỆT MẬT",
    "tuyệt mật",
    "  MẬT  ",
    "[MẬT]",
    "(TỐI MẬT)",
    "*** TUYỆT MẬT ***",
    "— MẬT —",
    "“Mật”",
    "M Ậ T",
    "M  Ậ  T",
    "M-Ậ-T",
    "M.Ậ.T",
    "M_Ậ_T",
    "T Ố I M Ậ T",
    "T U Y Ệ T M Ậ T",
    "MAT",
    "TOI MAT",
    "TUYET MAT",
    "M A T",
    "Độ mật: Mật",
    "Độ mật: TỐI MẬT",
    "ĐỘ MẬT: TUYỆT MẬT",
    "Độ mật - tối mật",
    "Mức độ mật: Mật",
    "Độ mật: A",
    "Do mat: Toi mat",
    "DO MAT: MAT",
    "MẬT - Bản số 03",
    "TỐI MẬT (bản số 1)",
    "TỈNH ỦY SÔNG THANH          MẬT",
    "ĐẢNG CỘNG SẢN VIỆT NAM\tTỐI MẬT",
    "BAN TỔ CHỨC | TUYỆT MẬT",
    "Số: 12-BC/TU\nMẬT\nBáo cáo tình hình",
    "Dòng đầu\r\nTối mật\r\nDòng sau",
    "TÀI LIỆU MẬT",
    "Hồ sơ MẬT",
    "Văn bản (mật)",
    "Theo công văn tối mật số 12 của Tỉnh ủy, đề nghị các chi bộ",
    "Căn cứ báo cáo mật số 5-BC/TU ngày 3/2",
    "Kế hoạch tuần tra (Tối mật) năm 2026",
    "Báo cáo nhân sự [MẬT]",
    "M\u200bẬT",
    unicodedata.normalize("NFD", "TỐI MẬT"),
]

ORDINARY = [
    "Giữ bí mật của Đảng và Nhà nước",
    "Bỏ phiếu bằng bỏ phiếu kín, giữ bí mật lá phiếu",
    "Bí mật",
    "BÍ MẬT",
    "mối quan hệ mật thiết với nhân dân",
    "Mật thiết với dân",
    "mật ong",
    "Mật ong rừng",
    "MẬT ONG RỪNG",
    "Đồng chí đổi mật khẩu mới",
    "Mật khẩu",
    "MẬT KHẨU",
    "Bảo mật thông tin",
    "BẢO MẬT THÔNG TIN",
    "Mật độ dân cư của thôn",
    "Cơ mật viện",
    "Công tác bảo vệ bí mật nhà nước",
    "Không gửi tài liệu mật qua Zalo",
    "Không gửi tài liệu MẬT qua mạng",
    "Học tập Luật Bảo vệ bí mật nhà nước: các độ mật và cách xác định độ mật",
    "Người soạn thảo đề xuất độ mật của văn bản",
    "Độ mật: không",
    "Thân mật gặp mặt đầu xuân",
    "Ba độ mật là tuyệt mật, tối mật và mật",
    "Mật vụ Pháp bắt đồng chí năm 1940",
    "nuôi ong lấy mật",
    "mật",
    "Mất mùa",
    "MẤT MÙA",
    "TÔI MẤT THẺ",
    "Mặt trận Tổ quốc",
    "MẶT TRẬN",
    "mat tien nha",
    "Toi mat the vao",
    "Thị trấn Mật Sơn",
    "Mật mã học",
    "a b c",
    "M A I",
    "Tuyệt vời",
    "Giá mật ong: 120 000 đồng",
    "Tài liệu mật ong",
    "Kiểm tra việc quản lý hồ sơ mật tại cơ quan",
    "",
    "\n\n",
]

STAMPED_NAMES = [
    "MẬT.pdf",
    "Mật.docx",
    "BC MẬT.docx",
    "báo cáo (Mật).docx",
    "báo cáo (tối mật).pdf",
    "cv_toi mat.pdf",
    "toi-mat.pdf",
    "TOI MAT.pdf",
    "TUYET MAT.pdf",
    "Kế hoạch - TỐI MẬT.docx",
    "12-BC_MẬT_2026.pdf",
    "Tuyệt mật 12.pdf",
    "BAO CAO_MAT.docx",
    "M Ậ T.pdf",
    unicodedata.normalize("NFD", "công văn MẬT.pdf"),
]

ORDINARY_NAMES = [
    "bảo mật thông tin.pdf",
    "BẢO MẬT.docx",
    "mật khẩu mới.docx",
    "Luật Bảo vệ bí mật nhà nước.pdf",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC.pdf",
    "mật ong.pdf",
    "BAO CAO MAT MUA.docx",
    "mat-tran-to-quoc.pdf",
    "MAT TRAN TO QUOC.pdf",
    "giấy tôi mất.pdf",
    "mật độ dân cư.xlsx",
    "nghị quyết.docx",
    "",
]


@pytest.mark.parametrize("text", STAMPED)
def test_a_stamp_is_found(text: str) -> None:
    assert find_stamp(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_no_stamp(text: str) -> None:
    assert find_stamp(text) is None


@pytest.mark.parametrize("name", STAMPED_NAMES)
def test_a_stamp_in_the_name_of_a_file_is_found(name: str) -> None:
    assert find_stamp_in_name(name)


@pytest.mark.parametrize("name", ORDINARY_NAMES)
def test_an_ordinary_name_is_taken(name: str) -> None:
    assert find_stamp_in_name(name) is None


def test_the_corpus_is_long_enough_and_long_texts_are_read_quickly() -> None:
    assert len(STAMPED) + len(ORDINARY) + len(STAMPED_NAMES) + len(ORDINARY_NAMES) >= 110
    for hostile in ("M " * 100_000, "độ mật " * 30_000, "(" * 200_000, "a.b" * 70_000, " " * 200_000, "tối " * 50_000):
        begun = time.perf_counter()
        assert find_stamp(hostile) is None
        assert time.perf_counter() - begun < 2
