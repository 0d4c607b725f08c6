"""From the button to the tap: a real browser, its real worker, our real sender, and a push service of our own.

Only two things are replaced: the browser's own call to its vendor, for there is none without the internet; and where
the tap leads is noted instead of opened, because no script can press a real notification, and only a real press opens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests import stack
from tests.browser.meeting import summon
from tests.browser.people import People, Screen, gathered, until
from tests.browser.phone import takes_charge
from tests.notifications.push_service import Browser as Subscriber
from tests.notifications.push_service import Got, PushService, push_service

PUSH_MANAGER = """(() => {
  if (!('PushManager' in self)) return;
  const made = (json) => ({ endpoint: json.endpoint, expirationTime: null, options: { userVisibleOnly: true },
    toJSON: () => json, unsubscribe: async () => { await __subscription(''); return true; } });
  PushManager.prototype.subscribe = async function (options) {
    if (Notification.permission !== 'granted') throw new DOMException('denied', 'NotAllowedError');
    const key = btoa(String.fromCharCode(...options.applicationServerKey));
    const json = await __subscription(key.replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, ''));
    if (!json) await new Promise(() => {});
    return made(json);
  };
  PushManager.prototype.getSubscription = async () => {
    const json = await __subscription();
    return json && made(json);
  };
})()"""

SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((one) => ({ title: one.title, body: one.body, tag: one.tag, path: one.data.path }))"""
TAP = """async () => {
  const led = new Promise((done) => {
    Clients.prototype.openWindow = async (path) => done(['opens', path]);
    WindowClient.prototype.focus = async function () { done(['focuses', new URL(this.url).pathname]); };
  });
  const [one] = await registration.getNotifications();
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification: one }));
  return led;
}"""


@dataclass(slots=True)
class Phone:
    """A screen whose browser subscribes at our service; ``now`` is the subscription it has."""

    screen: Screen
    service: PushService
    now: Subscriber | None = None
    away: bool = False
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.screen.page

    def subscription(self, key: str | None = None) -> dict[str, Any] | None:
        """Asked by the page: with a key it subscribes, with none it ends, without anything it only looks."""
        if key and not self.away:
            self.now = self.now or self.service.subscribe(key)
        elif key == "":
            self.now = None
        if self.now is None or (key and self.away):
            return None
        fields = self.now.fields()
        return {"endpoint": fields.pop("endpoint"), "keys": fields}

    def gets(self, count: int = 1) -> list[Got]:
        """What the service holds for this browser, once it is that many."""
        assert self.now is not None
        mine = self.now.endpoint
        assert until(self.page, lambda: len([one for one in self.service.inbox if one.endpoint == mine]) >= count, 15)
        return [one for one in self.service.inbox if one.endpoint == mine]

    def is_delivered(self, text: str) -> None:
        """As the browser would do it, to the worker that is installed."""
        cdp = self.screen.context.new_cdp_session(self.page)
        self._deliver(cdp, text)

    def _deliver(self, cdp: CDPSession, text: str) -> None:
        def note(event: dict[str, Any]) -> None:
            for one in event["registrations"]:
                self.ids[one["scopeURL"]] = one["registrationId"]

        cdp.on("ServiceWorker.workerRegistrationUpdated", note)
        cdp.send("ServiceWorker.enable")
        origin = self.page.evaluate("location.origin")
        assert until(self.page, lambda: f"{origin}/" in self.ids)
        asked = {"origin": origin, "registrationId": self.ids[f"{origin}/"], "data": text}
        cdp.send("ServiceWorker.deliverPushMessage", asked)

    def shown(self, count: int = 1) -> list[dict[str, str]]:
        assert until(self.page, lambda: len(self.page.evaluate(SHOWN)) >= count)
        return list(self.page.evaluate(SHOWN))

    def tap(self) -> list[str]:
        """Whether a page comes to the front or is opened, and which."""
        [worker] = [one for one in self.screen.context.service_workers if one.url.endswith("/sw.js")]
        return list(worker.evaluate(TAP))

    @property
    def state(self) -> Any:
        return expect(self.page.locator("[data-push-state]"))


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as found:
        yield found


@pytest.fixture(scope="module")
def telling(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[stack.Stack]:
    folder = tmp_path_factory.mktemp("telling")
    with stack.embedded(folder, WEB_PUSH_ALLOW=service.origin) as found:
        yield found


@pytest.fixture
def told(chromium: Browser, telling: stack.Stack) -> Iterator[People]:
    with gathered(chromium, telling) as found:
        yield found


def phone_of(told: People, service: PushService, role: str, *, permitted: bool = True, **options: Any) -> Phone:
    """Signed in, with the worker in charge."""
    screen = told.stranger(**options)
    phone = Phone(screen, service)
    if permitted:
        screen.context.grant_permissions(["notifications"], origin=told.stack.address)
    screen.context.expose_function("__subscription", lambda key=None: phone.subscription(key))
    screen.context.add_init_script(PUSH_MANAGER)
    screen.page.goto(told.way_in(role))
    takes_charge(screen)
    return phone


def turned_on(told: People, service: PushService, role: str) -> Phone:
    phone = phone_of(told, service, role)
    phone.screen.open("/me").press("Bật nhắc việc")
    phone.state.to_have_text("Máy này đang nhận nhắc việc.")
    expect(phone.page.get_by_role("button", name="Tắt nhắc việc")).to_be_visible()
    return phone


def test_from_the_button_to_the_tap(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "member")
    meeting = summon(told, "Bàn việc kín của chi bộ")
    got = phone.gets()[-1]
    assert "Bàn việc kín" not in got.text
    phone.is_delivered(got.text)
    [shown] = phone.shown()
    assert (shown["title"], shown["path"]) == ("Có lịch họp mới", meeting.address)
    assert re.fullmatch(r"Họp lúc .*, \d\d:\d\d\. Mở Sổ tay để xem và trả lời\.", shown["body"])
    assert phone.tap() == ["opens", meeting.address]
    assert phone.page.evaluate(SHOWN) == []
    phone.screen.open(meeting.address)
    expect(phone.page.get_by_role("heading", name="Bàn việc kín của chi bộ").first).to_be_visible()


def test_a_page_that_is_open_already_comes_to_the_front(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "recorder")
    meeting = summon(told, "Họp lần nữa")
    phone.screen.open(meeting.address)
    phone.is_delivered(phone.gets()[-1].text)
    phone.shown()
    assert phone.tap() == ["focuses", meeting.address]


def test_whatever_comes_is_shown_at_once_and_leads_to_a_page_of_ours(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "exempt")
    phone.is_delivered("not json")
    [shown] = phone.shown()
    assert (shown["title"], shown["path"]) == ("Sổ tay", "/")
    phone.is_delivered('{"notification":{"title":"Nhắc","tag":"b","navigate":"https://evil.example/x"}}')
    assert {one["path"] for one in phone.shown(2)} == {"/"}


def test_an_iphone_that_starts_at_its_first_page_is_led_on(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "upper")
    phone.is_delivered('{"notification":{"title":"Nhắc việc","tag":"t","navigate":"/tasks"}}')
    phone.shown()
    assert phone.tap() == ["opens", "/tasks"]
    phone.page.goto("/")
    phone.page.wait_for_url("**/tasks")
    phone.screen.open("/")
    expect(phone.page).to_have_url(re.compile("/$"))


def test_a_newer_message_takes_the_place_of_the_older(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "chair")
    for title in ("Một", "Hai"):
        phone.is_delivered(f'{{"notification":{{"title":"{title}","tag":"same","navigate":"/tasks"}}}}')
    assert until(phone.page, lambda: [one["title"] for one in phone.page.evaluate(SHOWN)] == ["Hai"])


def test_who_turns_it_off_is_told_nothing_more(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "member2")
    endpoint = phone.now.endpoint if phone.now else ""
    phone.screen.press("Tắt nhắc việc")
    phone.state.to_have_text("Máy này chưa nhận nhắc việc.")
    assert until(phone.page, lambda: phone.now is None)
    phone.screen.open("/")
    listening = turned_on(told, service, "member")
    summon(told, "Họp sau khi tắt")
    listening.gets()
    assert endpoint not in {one.endpoint for one in service.inbox}


def test_who_signs_out_is_told_nothing_more(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "probationary")
    endpoint = phone.now.endpoint if phone.now else ""
    phone.screen.press("Đăng xuất khỏi máy này")
    phone.page.wait_for_url("**/enter*")
    listening = turned_on(told, service, "member")
    summon(told, "Họp sau khi đăng xuất")
    listening.gets()
    assert endpoint not in {one.endpoint for one in service.inbox}


def test_a_subscription_that_the_browser_ended_is_offered_again(told: People, service: PushService) -> None:
    phone = turned_on(told, service, "teller")
    phone.now = None
    with phone.page.expect_response("**/me/reminders/removal"):
        phone.screen.open("/me")
        phone.state.to_contain_text("Trình duyệt đã thôi nhận nhắc việc.")
    phone.screen.open("/me")
    phone.state.to_contain_text("Máy này chưa nhận nhắc việc.")


def test_a_subscription_that_the_browser_changed_is_told_at_the_next_opening(
    told: People, service: PushService
) -> None:
    phone = turned_on(told, service, "absent")
    assert phone.now is not None
    phone.now = service.subscribe(phone.now.application_key)
    with phone.page.expect_response("**/me/reminders"):
        phone.screen.open("/")
    summon(told, "Họp với địa chỉ mới")
    assert phone.gets()


def test_a_phone_that_blocks_messages_says_what_to_do(told: People, service: PushService) -> None:
    phone = phone_of(told, service, "member", permitted=False)
    phone.screen.open("/me").press("Bật nhắc việc")
    phone.state.to_contain_text("Chưa bật được")
    phone.screen.context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    phone.screen.open("/me")
    phone.state.to_contain_text("Máy đang chặn thông báo của Sổ tay.")
    expect(phone.page.get_by_role("button", name="Bật nhắc việc")).to_be_hidden()


def test_a_browser_that_never_answers_is_not_waited_for_for_ever(told: People, service: PushService) -> None:
    phone = phone_of(told, service, "member")
    phone.away = True
    phone.page.clock.install()
    phone.screen.open("/me").press("Bật nhắc việc")
    phone.state.to_have_text("Đang bật…")
    phone.page.clock.run_for(16_000)
    phone.state.to_contain_text("Chưa bật được")


def test_an_iphone_is_told_to_install_first(told: People) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
    screen = told.stranger(user_agent=agent)
    screen.context.add_init_script("delete window.PushManager")
    screen.page.goto(told.way_in("member"))
    screen.open("/me").sees("thêm Sổ tay vào màn hình chính")
    expect(screen.page.get_by_role("button", name="Bật nhắc việc")).to_have_count(0)
