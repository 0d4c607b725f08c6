"""A phone with its worker: waiting until it is ready, and looking at what it keeps."""

from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.browser.people import People, Screen, until

ANDROID = "Mozilla/5.0 (Linux; Android 11; SM-A125F{more}) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
ANDROID += "Chrome/125.0.6422.165 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
SAFARI = f"{IPHONE}Version/17.5 Mobile/15E148 Safari/604.1"
ZALO_ANDROID = f"{ANDROID.format(more='; wv')} Zalo android/12100621 ZaloTheme/light ZaloLanguage/vi"
ZALO_IPHONE = f"{IPHONE}Mobile/15E148 Zalo iOS/536 ZaloTheme/light ZaloLanguage/vn"
MESSENGER = f"{IPHONE}Mobile/15E148 [FBAN/MessengerForiOS;FBAV/460.0;FBDV/iPhone12,1]"
FACEBOOK = f"{ANDROID.format(more='; wv')} [FB_IAB/FB4A;FBAV/470.0.0.0;]"

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    const kind = name.split('-')[0];
    found[kind] = [...(found[kind] || []), ...keys.map((one) => new URL(one.url).pathname)];
  }
  return found;
}"""
ROWS = """() => new Promise((done) => {
  const request = indexedDB.open('sotay', 1);
  request.onsuccess = () => {
    const all = request.result.transaction('rows').objectStore('rows').getAll();
    all.onsuccess = () => { request.result.close(); done(all.result.map((row) => [row.label, row.state])); };
  };
})"""
CONTROLLED = "() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"


def kept(page: Page) -> dict[str, list[str]]:
    """Paths in each kind of cache: shell, pages, saved, media."""
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found


def rows(page: Page) -> list[list[str]]:
    """What waits on the phone: words and state. A page that is just being exchanged is asked again."""
    try:
        found: list[list[str]] = page.evaluate(ROWS)
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        page.wait_for_load_state()
        found = page.evaluate(ROWS)
    return found


def keeps(page: Page, *paths: str) -> None:
    assert until(page, lambda: set(paths) <= set(kept(page).get("pages", [])), 12), kept(page)


def with_worker(people: People, role: str, **options: Any) -> Screen:
    """Signed in on a phone of their own, at the first page, with the worker in charge."""
    screen = people.enter_anew(role, **options)
    takes_charge(screen)
    return screen


def takes_charge(screen: Screen) -> None:
    assert until(screen.page, lambda: bool(screen.page.evaluate(CONTROLLED)), 12)


def cut(screen: Screen) -> None:
    screen.context.set_offline(True)


def is_kept_copy(screen: Screen) -> None:
    expect(screen.page.locator("#kept")).to_contain_text("Bản lưu lúc")
