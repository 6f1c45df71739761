from __future__ import annotations

import pytest

from builder.addresses import web_address
from builder.errors import ConfigError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTPS://Example.org/A\n", "https://example.org/A/"),
        ("https://m\u00fcller.example/", "https://xn--mller-kva.example/"),
        ("https://fa\u00df.example/", "https://xn--fa-hia.example/"),
        ("https://\u4f8b\u3048.jp/", "https://xn--r8jz45g.jp/"),
        ("https://\u4f8b\u3048\u3002jp", "https://xn--r8jz45g.jp/"),
        ("https://example.org/\u043f\u0440/", "https://example.org/%D0%BF%D1%80/"),
        ("https://example.org/%D0%BF/", "https://example.org/%D0%BF/"),
        ("https://example.org:443/a", "https://example.org/a/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]/"),
        ("https://example.org./", "https://example.org/"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a/"),
        ("https://1.example/", "https://1.example/"),
    ],
)
def test_addresses_of_folders_are_written_as_browsers_do(written: str, read: str) -> None:
    assert web_address(written, "--base-url", folder=True) == read
    assert web_address(read, "--base-url", folder=True) == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "must begin with https"),
        ("my studio", "cannot have"),
        ("example.org", "must begin with https"),
        ("https://", "names no host"),
        ("https://[name].github.io/studio/", "has no brackets"),
        ("https://[x]/", "is no IPv6 address"),
        ("https://example.org/?x=1", "that of a folder"),
        ("https://example.org/#a", "that of a folder"),
        ("https://example.org/index.html", "leave out"),
        ("https://exa mple.org", "cannot have"),
        ("https://example.org:99999/", "there is no port 99999"),
        ("https://user:pw@example.org/", "a user name or a password"),
        ('https://example.org/"x', "cannot have"),
        ("https://example.org/%zz", "two hexadecimal digits"),
        ("https://example.org/../a", '".."'),
        ("https://example.org/%2e%2E/a", '".."'),
        ("https://[fe80::1%25eth0]/", "an interface of one machine"),
        ("https://999.1.1.1/", "no IPv4 address"),
        ("http://127.1/", "no IPv4 address"),
        ("http://a.0x7f/", "no IPv4 address"),
        ("https://-a.example/", "no name of a host"),
        (f"https://{'a' * 64}.example/", "no name of a host"),
        ("https://a..b/", "no name of a host"),
        ("https://\u2603.example/", "no name of a host"),
        ("https://a\x00b/", "cannot have"),
    ],
)
def test_what_no_site_can_have_is_refused(written: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        web_address(written, "--base-url", folder=True)
    assert "\n" not in raised.value.format_message()


def test_other_addresses_keep_their_query() -> None:
    address = web_address("https://example.org/a?b=\u00e4#c", "source")
    assert address == "https://example.org/a?b=%C3%A4#c"
