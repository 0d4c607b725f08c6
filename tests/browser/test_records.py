"""A member's record on the phones of its people: opened with a trace, changed, taken back, and read by the member."""

from playwright.sync_api import expect

from tests.browser.people import LAPTOP, People


def test_a_secretary_changes_a_standing_and_the_member_reads_who_looked(people: People) -> None:
    chair, nam = people.sign_in("chair", LAPTOP), people.sign_in("absent")
    chair.open("/").page.locator("a[href^='/units/']", has_text="Đơn vị của tôi").click()
    chair.page.get_by_role("link", name="Trần Văn Nam").click()
    chair.sees("Đồng chí Trần Văn Nam thấy được là đồng chí đã mở hồ sơ này")
    chair.unfold("Ghi thay đổi")
    chair.page.get_by_label("Loại đảng viên mới").select_option(label="Sinh hoạt tạm thời nơi khác")
    chair.page.get_by_label("Từ ngày").fill("2026-01-10")
    chair.page.get_by_label("Số, ngày quyết định").fill("15-GT/ĐU, 8/1/2026")
    chair.page.get_by_label("Nơi đến hoặc nơi giới thiệu").fill("Chi bộ khu phố 4, phường Tân Mai")
    chair.press("Ghi thay đổi")
    chair.sees("Thay đổi này cần ngày kết thúc.")
    chair.page.go_back()
    chair.unfold("Ghi thay đổi")
    for label, text in (("Từ ngày", "2026-01-10"), ("Đến hết ngày", "2026-12-31")):
        chair.page.get_by_label(label).fill(text)
    chair.page.get_by_label("Loại đảng viên mới").select_option(label="Sinh hoạt tạm thời nơi khác")
    chair.page.get_by_label("Số, ngày quyết định").fill("15-GT/ĐU, 8/1/2026")
    chair.page.get_by_label("Nơi đến hoặc nơi giới thiệu").fill("Chi bộ khu phố 4, phường Tân Mai")
    chair.press("Ghi thay đổi")
    chair.sees("Đã ghi. Thay đổi có hiệu lực ngay.", "#notice")
    chair.page.get_by_role("link", name="Xem phần riêng").click()
    chair.page.get_by_label("Vì sao đồng chí cần xem").fill("Soát danh sách đi làm xa của chi bộ")
    chair.press("Ghi lý do và xem")
    chair.sees("Mở được trong 5 phút")

    nam.open("/me").page.get_by_role("link", name="Hồ sơ của tôi").click()
    nam.sees("Chi bộ khu phố 4, phường Tân Mai")
    nam.sees("đến hết ngày 31/12/2026")
    looks = nam.page.locator("#looks + .rows")
    expect(looks).to_contain_text("Đồng chí Nguyễn Đình Lâm")
    expect(looks).to_contain_text("Lý do: Soát danh sách đi làm xa của chi bộ")

    chair.page.get_by_role("link", name="Hồ sơ", exact=True).click()
    chair.press("Ghi nhầm, bỏ dòng này")
    chair.sees("Đã bỏ dòng ghi nhầm.", "#notice")
    nam.page.reload()
    nam.sees("Ghi nhầm, đã bỏ")
    assert chair.complaints == nam.complaints == []
