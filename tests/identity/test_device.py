import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowflake_domain.identity.device import Device, device_of

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "browser", "platform"),
    [
        (f"{WINDOWS} {WEBKIT} Chrome/156.0.0.0 Safari/537.36", "Chrome", "Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge", "Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/155.0.0.0 Safari/537.36 OPR/120.0.0.0", "Opera", "Windows"),
        (f"{WINDOWS}; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "Windows"),
        (f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15", "Safari", "macOS"),
        (f"{PHONE} Version/18.1 Mobile/15E148 Safari/604.1", "Safari", "iPhone"),
        (f"{PHONE} CriOS/156.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone"),
        (f"{PHONE} FxiOS/150.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iPhone"),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/156.0 Mobile Safari/537.36", "Chrome", "Android"),
        (
            f"Mozilla/5.0 (Linux; Android 15; SM-S931B) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537",
            "Samsung Internet",
            "Android",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64 16000.0) {WEBKIT} Chrome/156.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "Linux"),
        ("curl/8.14.1", None, None),
        ("", None, None),
        ("x" * 600 + "Firefox/150.0", None, None),
    ],
)
def test_tells_browsers_apart(said: str, browser: str | None, platform: str | None) -> None:
    assert device_of(said, "") == Device(browser=browser, platform=platform)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.184.216.34", "93.184.216.0/24"),
        ("::ffff:93.184.216.34", "93.184.216.0/24"),
        ("2606:2800:220:1:248:1893:25c8:1946", "2606:2800:220::/48"),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("100.64.0.9", None),
        ("::1", None),
        ("fe80::1%eth0", None),
        ("a unix socket", None),
        ("", None),
    ],
)
def test_keeps_the_network_and_not_the_address(address: str, network: str | None) -> None:
    assert device_of("", address).network == network


@given(st.text(), st.text() | st.ip_addresses().map(str))
def test_whatever_a_browser_says_fits_into_storage(said: str, address: str) -> None:
    device = device_of(said, address)
    assert all(len(text or "") <= 32 for text in (device.browser, device.platform))
    assert len(device.network or "") <= 64
