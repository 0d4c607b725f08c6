"""An article from the editor's hands to the reader's eyes and ears, and nothing hostile on the way."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from server.i18n.text import fold
from server.news.clean import clean_body
from tests.browser.people import LAPTOP, People, Screen
from tests.browser.phone import cut, is_kept_copy, keeps, with_worker
from tests.news.hostile import PAYLOADS

TITLE = "Thôn Đông ra quân đầu xuân"


def press(page: Page, key: str) -> None:
    """No hand is so quick that the page is not drawn between two keys."""
    page.keyboard.press(key)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")


def compose(page: Page, text: str) -> None:
    """As the keyboard of a phone does: the word grows before one's eyes and is then put down."""
    session = page.context.new_cdp_session(page)
    for word in text.split(" "):
        for end in range(1, len(word)):
            session.send("Input.imeSetComposition", {"text": word[:end], "selectionStart": end, "selectionEnd": end})
        session.send("Input.insertText", {"text": word})
        press(page, "Space")
    session.detach()


def take_back_and_type(page: Page, text: str) -> None:
    """As UniKey does on a desk: the letter without its mark is taken back, and comes again with it."""
    for word in text.split(" "):
        for letter in word:
            press(page, fold(letter))
            if not letter.isascii():
                press(page, "Backspace")
                page.keyboard.insert_text(letter)
        press(page, "Space")


def write(screen: Screen) -> Page:
    page = screen.open("/news").page
    page.get_by_role("link", name="Soạn tin của Đảng bộ xã Hòa An").click()
    page.get_by_label("Tiêu đề", exact=True).fill(TITLE)
    text = page.locator("trix-editor")
    expect(text).to_be_visible()
    text.click()
    compose(page, "Đảng viên đi trước")
    page.get_by_role("button", name="Đậm").click()
    take_back_and_type(page, "làng nước theo sau")
    return page


def test_an_article_is_written_published_and_read_below(people: People) -> None:
    editor = people.sign_in("editor", LAPTOP)
    page = write(editor)
    page.get_by_role("radio", name="Công khai").check(force=True)
    editor.press("Lưu bản soạn")
    editor.sees("Đã lưu bản soạn.")
    reader = people.sign_in("member")
    reader.open("/news").does_not_see(TITLE)
    editor.press("Đăng tin")
    editor.sees("Đã đăng tin.")
    reader.open("/").page.get_by_role("link", name=TITLE).click()
    article = reader.page.locator("article.prose")
    expect(article.locator("p")).to_have_text("Đảng viên đi trước làng nước theo sau")
    expect(article.locator("strong")).to_contain_text("làng nước theo sau")
    stranger = people.stranger()
    stranger.open(reader.page.url.replace("/news/", "/public/")).sees("Đảng viên đi trước")
    for screen in (editor, reader, stranger):
        assert screen.complaints == []


def test_an_article_is_corrected_and_keeps_its_form(people: People) -> None:
    editor = people.sign_in("editor", LAPTOP)
    page = write(editor)
    editor.press("Lưu bản soạn")
    page.get_by_role("link", name="Sửa tin").click()
    editor.sees("người đọc chỉ thấy sau khi đồng chí bấm “Đăng tin”")
    text = page.locator("trix-editor")
    expect(text.locator("strong")).to_contain_text("làng nước")
    text.click()
    for key in ("Control+End", "Enter", "Enter"):
        press(page, key)
    take_back_and_type(page, "Đoạn thứ hai")
    press(page, "Enter")
    compose(page, "thêm một dòng")
    editor.press("Lưu bản soạn")
    paragraphs = page.locator("article.prose p")
    expect(paragraphs).to_have_count(2)
    expect(paragraphs.last).to_have_text(re.compile("Đoạn thứ hai\\s*thêm một dòng"))
    expect(page.locator("article.prose strong").first).to_contain_text("làng nước")
    assert editor.complaints == []


def test_without_a_script_the_plain_field_does(people: People) -> None:
    editor = people.sign_in("editor", java_script_enabled=False)
    page = editor.open("/news").page
    page.get_by_role("link", name="Soạn tin của Đảng bộ xã Hòa An").click()
    page.get_by_label("Tiêu đề", exact=True).fill("Tin viết tay")
    page.get_by_label("Nội dung").fill("Một đoạn.\n\nHai đoạn.")
    editor.press("Lưu bản soạn")
    expect(page.locator("article.prose p")).to_have_count(2)


def test_the_news_of_one_cell_are_not_anothers(people: People) -> None:
    title = "Chi bộ thôn Đông vận động hiến đất mở đường xóm Chùa"
    people.sign_in("member").open("/news").sees(title)
    people.sign_in("outsider").open("/news").does_not_see(title)


def test_a_picture_needs_words_and_the_reader_hears_them(people: People, tmp_path: Path) -> None:
    picture = tmp_path / "kênh.png"
    Image.new("RGB", (300, 200), "#5f8fa8").save(picture)
    editor = people.sign_in("editor", LAPTOP)
    page = write(editor)
    page.get_by_label("Ảnh", exact=False).locator("visible=true").first.set_input_files(picture)
    editor.press("Lưu bản soạn")
    words = page.get_by_label("Mô tả ảnh")
    expect(words).to_be_focused()  # the browser asks for them before anything is sent
    words.fill("Kênh đầy nước")
    editor.press("Lưu bản soạn")
    expect(page.get_by_role("img", name="Kênh đầy nước")).to_be_visible()
    assert page.locator("article.prose img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 300
    assert editor.complaints == []


# --- Read on a phone ------------------------------------------------------------------------

YESTERDAY = "Đảng ủy xã Hòa An hướng dẫn nội dung sinh hoạt tháng tới"
WITH_PICTURE = "Xã Hòa An hoàn thành nạo vét kênh mương trước vụ đông xuân"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_letters_grow_at_once_where_one_is_reading_and_stay_so(people: People) -> None:
    hoa = people.sign_in("exempt")
    hoa.open("/news").page.get_by_role("link", name=WITH_PICTURE).click()
    hoa.sees("Lượt xem".lower())
    hoa.page.evaluate("window.here = true")
    before = hoa.page.locator("article.prose p").first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    with hoa.page.expect_response("**/preferences") as kept:
        hoa.press("Rất to", "main")
    assert kept.value.ok
    after = hoa.page.locator("article.prose p").first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert (before, after) == (20, 28)
    assert hoa.page.evaluate("window.here")
    assert fits(hoa.page)
    expect(hoa.page.locator(".foot").get_by_role("button", name="Rất to")).to_have_attribute("aria-pressed", "true")
    hoa.open("/documents")
    expect(hoa.page.locator("html")).to_have_attribute("data-text", "larger")
    with hoa.page.expect_response("**/preferences"):
        hoa.press("Vừa")
    assert hoa.complaints == []


def test_yesterdays_article_is_read_without_a_network(people: People) -> None:
    lan = with_worker(people, "member")
    page = lan.open("/news").page
    page.get_by_role("link", name=YESTERDAY).click()
    keeps(page, "/news", page.url.removeprefix(people.stack.address))
    cut(lan)
    lan.open("/news")
    is_kept_copy(lan)
    page.get_by_role("link", name=YESTERDAY).click()
    is_kept_copy(lan)
    lan.sees("Các chi bộ tập trung bàn việc chỉnh trang đường làng")
    lan.press("To", "main")  # letters grow without a network too
    expect(page.locator("html")).to_have_attribute("data-text", "large")


def test_a_saved_article_keeps_its_picture(people: People) -> None:
    lan = with_worker(people, "member2")
    page = lan.open("/news").page
    page.get_by_role("link", name=WITH_PICTURE).click()
    lan.press("Lưu để đọc khi mất mạng")
    lan.sees("Đã lưu trên máy này.")
    address = page.url
    cut(lan)
    lan.open("/").page.goto(address)
    assert page.locator("article.prose img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0


# --- Everybody ------------------------------------------------------------------------------


def test_a_stranger_reads_what_is_public_and_nothing_else(people: People) -> None:
    stranger = people.stranger(java_script_enabled=False)
    page = stranger.open("/enter").page
    page.get_by_role("link", name="Đọc tin công khai").click()
    stranger.sees(WITH_PICTURE)
    stranger.does_not_see(YESTERDAY)
    stranger.press("Rất to")
    page.get_by_role("link", name=WITH_PICTURE).click()
    expect(page.locator("html")).to_have_attribute("data-text", "larger")
    stranger.sees("Các hộ dân góp hơn 400 ngày công.")
    expect(page.locator("article.prose img")).to_have_attribute("alt", re.compile("Kênh mương giữa cánh đồng"))
    assert fits(page)
    stranger.does_not_see("lượt xem")
    for path in ("/news", "/documents", "/search?q=xa", page.url.replace("/public/", "/news/")):
        stranger.open(path)
        expect(page).to_have_url(re.compile("/enter"))


def test_a_member_copies_the_way_to_a_public_article(people: People) -> None:
    lan = people.sign_in("member", permissions=["clipboard-read", "clipboard-write"])
    page = lan.open("/news").page
    page.get_by_role("link", name=WITH_PICTURE).click()
    lan.unfold("Gửi tin này cho người khác")
    lan.press("Sao chép đường dẫn")
    copied = page.evaluate("navigator.clipboard.readText()")
    people.stranger().open(copied).sees("Các hộ dân góp hơn 400 ngày công.")
    page.get_by_role("link", name="Tin tức").click()
    page.get_by_role("link", name=YESTERDAY).click()
    lan.does_not_see("Gửi tin này cho người khác")  # it is for the members


# --- Nothing runs ---------------------------------------------------------------------------


@pytest.fixture
def bare(people: People) -> Screen:
    """Without the policy of the headers, so that only the cleaning stands between a text and the page."""
    return people.sign_in("editor", bypass_csp=True)


def ran(page: Page) -> bool:
    for link in page.locator("article.prose a[href]").all():
        link.evaluate("(one) => { one.target = '_blank'; one.dispatchEvent(new MouseEvent('click')); }")
    page.wait_for_timeout(300)
    return bool(page.evaluate("window.ran !== undefined"))


def test_what_was_cleaned_runs_nothing(bare: Screen) -> None:
    bare.open("/")
    for html in PAYLOADS:
        bare.page.evaluate("(html) => (document.querySelector('main').innerHTML = html)", clean_body(html))
    bare.page.evaluate(
        "(html) => (document.querySelector('main').innerHTML = `<article class=prose>${html}</article>`)",
        "".join(map(clean_body, PAYLOADS)),
    )
    assert not ran(bare.page)


def test_a_hostile_article_is_stored_clean_and_read_in_peace(people: People, bare: Screen) -> None:
    editor = people.phone("editor")
    new = re.findall("/units/[0-9a-f-]{36}/news/new", editor.read("/news"))[0]
    fields = {"title": "Tin <img src=x onerror=window.ran=1>", "audience": "internal", "html": "".join(PAYLOADS)}
    fields["summary"] = "<script>window.ran=1</script>"
    address = editor.post(new.removesuffix("/new"), **fields).json()["location"]
    for path in (address, f"{address}/edit", "/news"):
        bare.open(path)
        assert not ran(bare.page), path


def test_the_same_texts_do_run_where_nobody_cleans_them(bare: Screen) -> None:
    """Else the test above would show nothing."""
    bare.open("/")
    count = 0
    for html in PAYLOADS:
        bare.page.evaluate("(html) => { delete window.ran; document.querySelector('main').innerHTML = html; }", html)
        bare.page.wait_for_timeout(30)
        count += bool(bare.page.evaluate("window.ran !== undefined"))
    assert count >= 10


# --- Read aloud -----------------------------------------------------------------------------

VOICES = """
  window.said = [];
  const voice = { lang: LANG, name: 'x', default: true, localService: true, voiceURI: 'x' };
  class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
  window.SpeechSynthesisUtterance = Utterance;
  let pending = null;
  const synthesis = {
    getVoices: () => [voice],
    addEventListener() {},
    speak(one) { window.said.push(one.text); pending = one; },
    cancel() { pending = null; },
  };
  Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
  window.finish = () => { const one = pending; pending = null; one?.onend(); };
"""


def with_voice(people: People, lang: str) -> Page:
    reader = people.sign_in("member")
    reader.context.add_init_script(VOICES.replace("LANG", f"'{lang}'"))
    page = reader.open("/news").page
    page.get_by_role("link", name="Xã Hòa An hoàn thành nạo vét").click()
    return page


def test_an_article_is_read_aloud_and_goes_on_where_it_was_stopped(people: People) -> None:
    page = with_voice(people, "vi-VN")
    page.get_by_role("button", name="Nghe đọc tin").click()
    page.evaluate("finish()")
    expect(page.locator(".being-read")).to_have_count(1)
    page.get_by_role("button", name="Dừng đọc").click()
    expect(page.locator(".being-read")).to_have_count(0)
    before = page.evaluate("said")
    assert before[0] == "Bốn tuyến kênh nội đồng dài 3,2 km đã thông nước."
    page.get_by_role("button", name="Nghe đọc tin").click()
    assert page.evaluate("said") == [*before, before[-1]]
    for _ in range(40):
        page.evaluate("finish()")
    expect(page.get_by_role("button", name="Nghe đọc tin")).to_be_visible()
    assert page.evaluate("said.at(-1)").endswith("thông báo cho từng xóm.")


def test_without_a_vietnamese_voice_nothing_is_offered(people: People) -> None:
    page = with_voice(people, "en-US")
    page.wait_for_timeout(3300)
    expect(page.locator("[data-read-aloud]")).to_be_hidden()
