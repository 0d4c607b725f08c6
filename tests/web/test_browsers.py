"""What a browser says of itself."""

import pytest

from server.web.browsers import chrome_address, in_app, phone_system

CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "app", "system"),
    [
        (CHROME, "", "android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36", "", ""),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "", "ios"),
        (CHROME.replace("; K)", "; K; wv)"), "other", "android"),
        (f"{CHROME} Zalo android/12100621 ZaloTheme/light", "zalo", "android"),
        ("Mozilla/5.0 (iPhone) Mobile/15E148 Zalo iOS/536 ZaloTheme/light", "zalo", "ios"),
        ("Mozilla/5.0 (iPhone) Mobile/15E148 [FBAN/MessengerForiOS;FBAV/460.0]", "messenger", "ios"),
        (f"{CHROME} [FB_IAB/Orca-Android;FBAV/460.0;]", "messenger", "android"),
        ("Mozilla/5.0 (iPhone) Mobile/15E148 [FBAN/FBIOS;FBAV/460.0]", "facebook", "ios"),
        ("Gonzalo android/1", "", ""),
        ("", "", ""),
    ],
)
def test_apps_with_windows_of_their_own_are_known(agent: str, app: str, system: str) -> None:
    assert (in_app(agent), phone_system(agent)) == (app, system)


def test_the_way_to_chrome_names_the_page_and_a_spare_way() -> None:
    assert chrome_address("https://sotay.example", "/meetings/1") == (
        "intent://sotay.example/meetings/1#Intent;scheme=https;package=com.android.chrome;"
        "S.browser_fallback_url=https://sotay.example/meetings/1;end"
    )


def test_a_path_cannot_add_to_what_the_phone_is_asked_to_do() -> None:
    plain, odd = (chrome_address("https://sotay.example", path) for path in ("/acomponent=xb", "/a;component=x#b"))
    assert odd == plain
