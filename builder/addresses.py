"""Reads the web addresses that people write: whole, in ASCII, as browsers write them."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

from builder.errors import ConfigError

EXAMPLE = "https://name.github.io/studio/"

PATTERN = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\"'<>\\^`{|}]+(?:[/?#][^\s\"<>\\^`{|}]*)?\s*$"
"""What an address looks like, as a regular expression that JavaScript reads, too."""

FOLDER_PATTERN = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\"'<>\\^`{|}]+(?:/[^\s?#\"<>\\^`{|}]*)?\s*$"
"""The same of an address that a folder can have: without query and fragment."""

_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label for which browsers take the whole name for an IPv4 address."""

_LONGEST_LABEL = 63
_LONGEST_HOST = 253
_LARGEST_PORT = 65535
_SAFE = "/%:@!$&'()*+,;=~-._?#"


def web_address(value: str, where: str, *, folder: bool = False) -> str:
    """Check an absolute web address, and write it as browsers do.

    Args:
        value: what was written; space around it is no part of it.
        where: what is named in the message.
        folder: whether it must be that of a folder; it then ends in "/".

    Raises:
        ConfigError: it is no http or https address that a page can have.
    """
    try:
        return _normal(value.strip(), folder)
    except ValueError as error:
        raise ConfigError(
            f'{where} must be a web address such as "{EXAMPLE}", not {_shown(value)}: {error}.'
        ) from error


def _normal(text: str, folder: bool) -> str:
    odd = re.search(r'[\s"<>\\^`{|}\x00-\x1f\x7f]', text)
    if odd:
        raise ValueError(f"it cannot have {_shown(odd[0])} in it")
    match = _PARTS.fullmatch(text)
    if not match:
        raise ValueError("it must begin with https:// or http://")
    scheme, place, path, rest = match[1].lower(), match[2], match[3], match[4]
    if "@" in place:
        raise ValueError("it cannot have a user name or a password in it")
    if folder and rest:
        raise ValueError('it must be that of a folder, without "?" and "#"')
    if folder and path.endswith(("/index.html", "/index.htm")):
        raise ValueError('it must be that of a folder: leave out "index.html"')
    if re.search("%(?![0-9A-Fa-f]{2})", path + rest):
        raise ValueError('every "%" needs two hexadecimal digits after it')
    dotted = re.sub("%2e", ".", path, flags=re.IGNORECASE)
    if folder and any(part in (".", "..") for part in dotted.split("/")):
        raise ValueError('it cannot have "." or ".." as a folder')
    host, port = _host_and_port(place)
    shown = host if port in ("", _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = quote(path.rstrip("/") + "/" if folder else path or "/", safe=_SAFE)
    return f"{scheme}://{shown}{path}{quote(rest, safe=_SAFE)}"


def _host_and_port(place: str) -> tuple[str, str]:
    match = _HOST.fullmatch(place)
    if not place:
        raise ValueError("it names no host")
    if not match or not match[1]:
        raise ValueError(f'"{place}" is no name of a host, which has no brackets')
    host, port = match[1], match[2] or ""
    if port and not 0 < int(port) <= _LARGEST_PORT:
        raise ValueError(f"there is no port {port}")
    if host.startswith("["):
        if "%" in host:
            raise ValueError(f"{host} names an interface of one machine, which no address can")
        try:
            return f"[{IPv6Address(host[1:-1]).compressed}]", port.lstrip("0")
        except ValueError as error:
            raise ValueError(f"{host} is no IPv6 address; names have no brackets") from error
    return _ascii_host(host), port.lstrip("0")


def _ascii_host(host: str) -> str:
    """A host's name in ASCII: letters beyond it as IDNA writes them (RFC 5891, RFC 3492)."""
    name = unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".").removesuffix(".")
    labels = [_ascii_label(label, host) for label in name.split(".")]
    if len(".".join(labels)) > _LONGEST_HOST:
        raise ValueError("its host is too long")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(".".join(labels)))
        except ValueError as error:
            raise ValueError(f'"{host}" is no IPv4 address, which has four numbers') from error
    return ".".join(labels)


def _ascii_label(label: str, host: str) -> str:
    if not label.isascii():
        if not all(one in "-\u200c\u200d\u00b7" or _is_letter(one) for one in label):
            raise ValueError(f'"{host}" is no name of a host')
        label = "xn--" + label.encode("punycode").decode("ascii")
    if len(label) > _LONGEST_LABEL or not _LABEL.fullmatch(label):
        raise ValueError(f'"{host}" is no name of a host')
    return label


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _shown(text: str) -> str:
    return f'"{text}"' if text.isprintable() and '"' not in text else repr(text)
