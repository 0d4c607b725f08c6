"""Onto the home screen: the browser finds nothing missing, and people are told how, where it is possible."""

import json
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from server.web.assets import current_build
from tests.browser.people import CHROMIUM, FLAGS, People
from tests.browser.phone import ANDROID, FACEBOOK, MESSENGER, SAFARI, ZALO_ANDROID, ZALO_IPHONE, with_worker

OFFER = """() => {
  window.asked = 0;
  const event = new Event('beforeinstallprompt', { cancelable: true });
  event.prompt = async () => { window.asked += 1; };
  event.userChoice = Promise.resolve({ outcome: 'accepted' });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def asked(page: Page, method: str) -> dict[str, Any]:
    found: dict[str, Any] = page.context.new_cdp_session(page).send(method)
    return found


def test_the_browser_finds_nothing_missing(lookers: People, tmp_path: Path) -> None:
    """In a profile that lasts: a private window installs nothing."""
    kind = lookers.browser.browser_type
    context = kind.launch_persistent_context(tmp_path, executable_path=CHROMIUM, args=FLAGS)
    page = context.pages[0]
    page.goto(urljoin(lookers.stack.address, lookers.way_in("member")))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert asked(page, "Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert asked(page, "Page.getAppManifest")["errors"] == []
    assert asked(page, "Page.getAppId")["appId"] == f"{lookers.stack.address}/"
    context.close()


def test_the_manifest_keeps_its_promises(lookers: People) -> None:
    lan = with_worker(lookers, "member")
    manifest = json.loads(asked(lan.page, "Page.getAppManifest")["data"])
    assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", "/")
    assert len(manifest["short_name"]) <= 12
    assert not {"related_applications", "prefer_related_applications", "scope_extensions"} & manifest.keys()
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable", "monochrome"}
    for one in manifest["icons"] + manifest["screenshots"]:
        picture = current_build().files[one["src"].split("/", 3)[3]].body
        width, height = struct.unpack(">II", picture[16:24])
        assert one["sizes"] == f"{width}x{height}"
    for one in manifest["screenshots"]:
        assert one["form_factor"] == "narrow"
        assert one["label"]
    for one in manifest["shortcuts"]:
        assert lookers.phone("member").get(one["url"]).status_code == 200


@pytest.mark.parametrize("path", ["/", "/me", "/enter", "/install", "/offline", "/nowhere"])
def test_every_page_names_the_manifest(lookers: People, path: str) -> None:
    """On an iPhone a page without it, once on the home screen, opens all others in a window of their own."""
    page = lookers.phone("member").get(path).text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page


def test_our_own_button_asks_the_browser_once(people: People) -> None:
    lan = people.enter_anew("member")
    button = lan.page.get_by_role("button", name="Cài lên màn hình chính")
    expect(button).to_be_hidden()
    assert lan.page.evaluate(OFFER)
    button.click()
    expect(button).to_be_hidden()
    assert lan.page.evaluate("window.asked") == 1


def test_an_installed_app_is_not_offered_again(people: People) -> None:
    lan = people.enter_anew("member")
    lan.page.evaluate(OFFER)
    button = lan.page.get_by_role("button", name="Cài lên màn hình chính")
    expect(button).to_be_visible()
    lan.page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    expect(button).to_be_hidden()


def test_an_iphone_is_shown_three_pictures(people: People) -> None:
    lan = people.sign_in("member", user_agent=SAFARI)
    lan.open("/").page.get_by_role("link", name="Xem cách cài").click()
    steps = lan.page.locator(".guide > li")
    expect(steps).to_have_count(3)
    for place, words in enumerate(("Chia sẻ", "Thêm vào MH chính", "Thêm")):
        expect(steps.nth(place).locator("b").last).to_have_text(words)
        expect(steps.nth(place).locator("svg")).to_be_visible()
    lan.open("/").does_not_see("Đồng chí đang mở Sổ tay trong")


@pytest.mark.parametrize(
    ("agent", "app", "way"),
    [
        (ZALO_ANDROID, "Zalo", "Chrome"),
        (ZALO_IPHONE, "Zalo", "Safari"),
        (MESSENGER, "Messenger", "Safari"),
        (FACEBOOK, "Facebook", "Chrome"),
        (ANDROID.format(more="; wv"), "một ứng dụng khác", "Chrome"),
    ],
)
def test_a_window_inside_another_app_says_how_to_get_out_and_works(
    people: People, agent: str, app: str, way: str
) -> None:
    lan = people.sign_in("member", user_agent=agent, service_workers="block")
    lan.page.add_init_script("delete Navigator.prototype.serviceWorker")
    strip = lan.open("/tasks").page.locator("#inside")
    expect(strip).to_contain_text(f"Đồng chí đang mở Sổ tay trong {app}.")
    expect(strip.get_by_role("button", name="Sao chép liên kết")).to_have_attribute(
        "data-copy", f"{people.stack.address}/tasks"
    )
    leaving = strip.get_by_role("link", name="Mở bằng Chrome")
    if way == "Chrome":
        host = people.stack.address.removeprefix("http://")
        start = f"intent://{host}/tasks#Intent;scheme=http;package=com.android.chrome;"
        assert (leaving.get_attribute("href") or "").startswith(start)
    else:
        expect(leaving).to_have_count(0)
        expect(strip).to_contain_text("Mở bằng Safari")
    lan.open("/").sees("Chào đồng chí Lan")
    expect(lan.page.locator("[data-install]")).to_have_count(0)
    assert lan.complaints == []


def test_the_room_is_not_disturbed_by_it(people: People) -> None:
    lan = people.sign_in("member", user_agent=ZALO_ANDROID)
    room = lan.open("/").page.get_by_role("link", name="Vào phòng họp").first.get_attribute("href")
    lan.open(room or "").is_live()
    expect(lan.page.locator("#inside")).to_have_count(0)
