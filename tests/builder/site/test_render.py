from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import ConfigError, TemplateError, TextError
from builder.site import render
from builder.site.i18n import LanguageConfig, load_texts
from builder.site.pages import Page

PAGE = (
    '{% from "macros.j2" import greeting %}'
    "<p>{{ greeting(name) }} {% block more %}{% endblock %}</p>"
)
MACROS = (
    "{% macro greeting(name) %}"
    '{{ t("studio.paint") }}, {{ name }}: {{ percent(0.5) }}'
    "{% endmacro %}"
)


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Renders templates of a site's own; the built-in ones are a page that says its language."""
    source = tmp_path / "web_template"
    (source / "templates").mkdir(parents=True)
    (source / "templates" / "index.html.j2").write_text(PAGE, encoding="utf-8")
    (source / "templates" / "macros.j2").write_text(MACROS, encoding="utf-8")
    texts = load_texts({"en": LanguageConfig(), "de": LanguageConfig()})
    monkeypatch.setattr(render, "web_template_folder", lambda: source)
    monkeypatch.setattr(render, "PAGES", (Page("index.html"),))
    own = tmp_path / "own"
    own.mkdir()

    def run(**templates: str) -> list[str]:
        for name, text in templates.items():
            file = own / f"{name.replace('__', '/')}.j2"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        places = render.render_pages(tmp_path, texts, lambda _: {"name": "<me>"}, own)
        return [(tmp_path / place.path).read_text(encoding="utf-8") for place in places]

    return run


def test_macros_speak_the_language_of_each_page(rendered: Callable[..., list[str]]) -> None:
    english, german = rendered()
    assert english == "<p>Paint, &lt;me&gt;: 50% </p>"
    assert german == "<p>Malen, &lt;me&gt;: 50\xa0% </p>"


def test_a_template_of_the_sites_own_extends_the_one_it_overrides(
    rendered: Callable[..., list[str]],
) -> None:
    (english, _) = rendered(
        **{"index.html": '{% extends "atelier/index.html.j2" %}{% block more %}More{% endblock %}'}
    )
    assert english == "<p>Paint, &lt;me&gt;: 50% More</p>"


def test_a_part_that_others_import_is_overridden(rendered: Callable[..., list[str]]) -> None:
    (english, _) = rendered(macros="{% macro greeting(name) %}Ho{% endmacro %}")
    assert english == "<p>Ho </p>"


def test_a_template_that_no_page_is_made_of_is_named(
    rendered: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    rendered(**{"macros": MACROS, "fotter.html": "Mine"})
    (warning,) = caplog.records
    assert "fotter.html.j2 is used by no page" in warning.getMessage()


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("{{ nme }}", TemplateError, r"index\.html\.j2, line 1: 'nme' is undefined"),
        ("\n{% if %}", TemplateError, r"index\.html\.j2, line 2 is no valid template"),
        ('{% include "absent.j2" %}', TemplateError, 'no template "absent.j2"'),
        ("{{ 1 / 0 }}", TemplateError, r"index\.html\.j2, line 1: ZeroDivisionError.*mend"),
        ("\n{{ 'a' + 1 }}", TemplateError, r"index\.html\.j2, line 2: TypeError"),
        ('{{ number("x") }}', TemplateError, r"index\.html\.j2, line 1"),
        ('{% extends "index.html.j2" %}', TemplateError, "extends or includes itself"),
        ('{% include "index.html.j2" %}', TemplateError, "extends or includes itself"),
        ("{{ ''.__class__.__mro__ }}", TemplateError, r"line 1: .*unsafe"),
        ("{% for k in range(9999999) %}{% endfor %}", TemplateError, "OverflowError"),
        (
            '\n{{ t("studio.piant") }}',
            TextError,
            r'index\.html\.j2, line 2: There is no text "studio.piant"; did you mean',
        ),
        ('{{ t("studio.done") }}', TextError, r"index\.html\.j2, line 1: .* needs a value for"),
    ],
)
def test_mistakes_are_named_with_their_place(
    rendered: Callable[..., list[str]], text: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        rendered(**{"index.html": text})


def test_templates_are_texts_in_utf_8(rendered: Callable[..., list[str]], tmp_path: Path) -> None:
    file = tmp_path / "own" / "index.html.j2"
    file.write_bytes(b"\xef\xbb\xbf<!doctype html>\r\n<p>a")
    assert rendered()[0] == "<!doctype html>\n<p>a"
    file.write_bytes("<p>\u00e9".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"index\.html\.j2 is not in UTF-8.*save it as UTF-8"):
        rendered()


def test_templates_are_read_before_anything_is_made(
    rendered: Callable[..., list[str]], tmp_path: Path
) -> None:
    render.check_templates(None)
    own = tmp_path / "own"
    (own / "mine.j2").write_text("{% for nobody asks %}", encoding="utf-8")
    (own / "macros.j2").write_text(MACROS, encoding="utf-8")
    render.check_templates(own)
    (own / "index.html.j2").write_text("\n{% if %}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"own/index\.html\.j2, line 2 is no .*; mend it\."):
        render.check_templates(own)
    (own / "index.html.j2").unlink()
    (own / "macros.j2").unlink()
    (own / "macros.j2").symlink_to("absent")
    with pytest.raises(ConfigError, match=r"macros\.j2 cannot be read"):
        render.check_templates(own)


def test_a_mistake_in_the_builders_own_templates_is_a_bug(
    rendered: Callable[..., list[str]], tmp_path: Path
) -> None:
    file = tmp_path / "web_template" / "templates" / "index.html.j2"
    file.write_text("{{ 1 / 0 }}", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        rendered()
    file.write_text('{{ t("a.b") }}', encoding="utf-8")
    with pytest.raises(TextError, match=r'^There is no text "a.b"'):
        rendered()
