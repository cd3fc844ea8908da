"""The reference site of `docs/examples/reference-site/`, as somebody uses it: opened from
a folder in a browser, without a server."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from runkit import Calgen, files

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is missing")

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "reference-site"
ACME = EXAMPLE.parent / "acme.yaml"
SPECS = ROOT / "specs"
PAGES = ("index.html", "models.html")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Visit = Callable[..., Any]
"""Opens a page of a site; what the browser says against it fails the test."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # No longer than that: as long as it is there, an event loop runs in this thread.
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(_BROWSERS)}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    said: list[str] = []
    contexts = []

    def open_page(site: Path, where: str = "index.html", **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                said.append(f"console: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("file://", "data:"))
                else said.append(f"request: {request.url}")
            ),
        )
        page.goto(f"{site.as_uri()}/{where}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def made(calgen: Calgen, document: Path, folder: Path) -> Path:
    """The site of a document."""
    example = folder / "example"
    shutil.copytree(EXAMPLE, example, ignore=shutil.ignore_patterns("site"))
    ran = calgen("generate", "-i", document, "-q", cwd=example)
    assert (ran.code, ran.stderr) == (0, "")
    return example / "site"


@pytest.fixture(scope="module")
def sites(calgen: Calgen, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site of a document, each made once."""
    known: dict[Path, Path] = {}

    def of(document: Path) -> Path:
        if document not in known:
            folder = tmp_path_factory.mktemp("site")
            known[document] = made(calgen, document, folder)
        return known[document]

    return of


@pytest.fixture(scope="module")
def acme(sites: Any) -> Path:
    return sites(ACME)


def shown(page: Any) -> set[str]:
    """The entries that are to be seen."""
    return set(
        page.eval_on_selector_all(
            ".entry", "nodes => nodes.filter(n => n.checkVisibility()).map(n => n.id)"
        )
    )


def facts(calgen: Calgen, document: Path) -> list[dict[str, Any]]:
    """What `calgen inspect` says of each operation."""
    ran = calgen(
        "inspect", "--json", "--config", "none", "-i", document, cwd=document.parent
    )
    found: list[dict[str, Any]] = json.loads(ran.stdout)["operations"]
    return found


# --- the files ----------------------------------------------------------------------


def test_the_site_and_nothing_of_a_client_is_written(acme: Path) -> None:
    assert {*files(acme)} == {*PAGES, "site.css", "site.js", "calgen.lock"}


def test_the_readme_s_commands_make_it(calgen: Calgen, tmp_path: Path) -> None:
    docs = tmp_path / "examples"
    shutil.copytree(EXAMPLE, docs / EXAMPLE.name)
    shutil.copy(ACME, docs)
    ran = calgen("generate", cwd=docs / EXAMPLE.name)
    assert ran.code == 0, ran.stderr
    assert (docs / EXAMPLE.name / "site" / "index.html").is_file()
    assert calgen("check", cwd=docs / EXAMPLE.name).code == 0


def test_the_templates_decide_little() -> None:
    """Most lines are HTML."""
    lines = [
        line.strip()
        for path in (EXAMPLE / "templates").glob("*.jinja")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert sum(line.startswith("{%") for line in lines) / len(lines) < 0.5


@pytest.mark.parametrize("document", [ACME, SPECS], ids=lambda path: path.name)
def test_every_link_leads_somewhere(sites: Any, visit: Visit, document: Path) -> None:
    site = sites(document)
    ids: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    for name in PAGES:
        page = visit(site, name)
        ids[name] = page.eval_on_selector_all("[id]", "all => all.map(n => n.id)")
        links[name] = page.eval_on_selector_all(
            "a[href]", "all => all.map(n => n.getAttribute('href'))"
        )
    assert [
        each for name in PAGES for each, n in Counter(ids[name]).items() if n > 1
    ] == []
    broken = []
    for name, found in links.items():
        for link in set(found):
            file, _, anchor = link.partition("#")
            if link.startswith("https://"):
                continue
            if (file or name) not in ids or (
                anchor and anchor not in ids[file or name]
            ):
                broken.append(f"{name}: {link}")
    assert broken == []
    assert any(link.startswith("models.html#") for link in links["index.html"])


def test_a_page_asks_for_nothing_from_the_network(acme: Path) -> None:
    for name in PAGES:
        text = (acme / name).read_text(encoding="utf-8")
        policy = text.partition('http-equiv="Content-Security-Policy" content="')[2]
        assert policy.startswith("default-src 'none'; script-src 'self' file:; ")
        assert "unsafe" not in policy.partition('"')[0]
        assert " style=" not in text
        assert " onclick=" not in text


# --- search and filters -------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("cancel", {"orders.cancel"}),
        ("INVOICE", {"orders.invoice.get"}),
        ("/products/", {"products.changes.list", "products.picture.set"}),
        ("replace the", {"products.picture.set"}),
        ("order list", {"orders.list"}),
        ("no such call", set()),
    ],
)
def test_search_narrows_to_the_calls_that_have_every_word(
    acme: Path, visit: Visit, asked: str, found: set[str]
) -> None:
    page = visit(acme)
    everything = shown(page)
    assert len(everything) == 7
    page.get_by_label("Search").fill(asked)
    assert shown(page) == found
    assert page.locator("#find-count").inner_text() == f"{len(found)} of 7 calls"
    empty = page.get_by_role("heading", name="Nothing fits")
    assert empty.is_visible() == (not found)
    name = "Reset" if found else "Reset search and filters"
    page.get_by_role("button", name=name, exact=True).click()
    assert shown(page) == everything
    assert "#" not in page.url


@pytest.mark.parametrize("document", [ACME, SPECS], ids=lambda path: path.name)
def test_a_filter_shows_exactly_the_calls_that_have_it(
    calgen: Calgen, sites: Any, visit: Visit, document: Path
) -> None:
    known = facts(calgen, document)
    page = visit(sites(document))
    assert shown(page) == {each["name"] for each in known}
    wanted: dict[tuple[str, str], set[str]] = {}
    for each in known:
        for scope in each["scopes"]:
            wanted.setdefault(("scope", scope), set()).add(each["name"])
        if each["version"] and each["version"]["value"]:
            version = ("version", each["version"]["value"])
            wanted.setdefault(version, set()).add(each["name"])
        for role in each["roles"]:
            wanted.setdefault(("role", role), set()).add(each["name"])
        wanted.setdefault(("method", each["method"]), set()).add(each["name"])
    options = {
        (kind, value)
        for kind in ("scope", "role", "version", "method")
        for value in page.eval_on_selector_all(
            f"#find-{kind} option", "all => all.map(n => n.value).filter(Boolean)"
        )
    }
    assert options == wanted.keys()
    for (kind, value), calls in wanted.items():
        page.locator(f"#find-{kind}").select_option(value)
        assert shown(page) == calls, (kind, value)
        page.locator(f"#find-{kind}").select_option("")


def test_filters_and_search_go_together(acme: Path, visit: Visit) -> None:
    page = visit(acme)
    page.get_by_label("Scope").select_option("orders:read")
    page.get_by_label("Version").select_option("2025-11-01")
    assert shown(page) == {"orders.get", "orders.list"}
    page.get_by_label("Search").fill("list")
    assert shown(page) == {"orders.list"}
    shown_groups = page.locator(".side li:visible").all_inner_texts()
    assert [each.split() for each in shown_groups] == [["orders", "1"]]


# --- addresses ----------------------------------------------------------------------


def test_a_view_is_in_its_address(acme: Path, visit: Visit) -> None:
    page = visit(acme)
    page.get_by_label("Scope").select_option("orders:write")
    page.get_by_label("Search").fill("place an")
    page.locator("#orders\\.place > summary, #orders\\.create > summary").click()
    address, calls = page.url, shown(page)
    assert len(calls) == 1
    page.reload()
    again = visit(acme, "index.html#" + address.partition("#")[2])
    for each in (page, again):
        assert each.url == address
        assert shown(each) == calls
        assert each.get_by_label("Scope").input_value() == "orders:write"
        assert each.get_by_label("Search").input_value() == "place an"
        assert each.locator(".entry[open]").count() == 1


def test_a_call_has_an_address(acme: Path, visit: Visit) -> None:
    page = visit(acme, "index.html#orders.cancel")
    opened = page.locator(".entry[open]")
    assert opened.get_attribute("id") == "orders.cancel"
    assert opened.get_by_text("org admin").is_visible()
    assert "client.orders.cancel(" in opened.locator(".sample").text_content()
    # From a narrowed view a link leads to its call all the same.
    page.get_by_label("Search").fill("picture")
    page.evaluate("location.hash = 'orders.get'")
    page.wait_for_function("document.getElementById('orders.get').open")
    assert page.locator("#orders\\.get").is_visible()


def test_what_a_call_returns_leads_to_its_model(acme: Path, visit: Visit) -> None:
    page = visit(acme, "index.html#orders.get")
    page.locator("#orders\\.get .facts").get_by_role("link", name="Order").click()
    page.wait_for_url("**/models.html#Order")
    model = page.locator(".entry[open]")
    assert model.get_attribute("id") == "Order"
    assert model.locator("th code").first.is_visible()
    assert "placedAt" in model.text_content()
    model.get_by_role("link", name="Product").first.click()
    page.wait_for_function("document.getElementById('Product').open")
    page.get_by_label("Search").fill("placedat")
    assert shown(page) == {"Order"}
    model = page.locator("#Order")
    users = model.locator("dl a").all_text_contents()
    assert users == ["orders.cancel", "orders.create", "orders.get", "orders.list"]
    model.get_by_role("link", name="orders.get").click()
    page.wait_for_url("**/index.html#orders.get")
    page.wait_for_function("document.getElementById('orders.get').open")


@pytest.mark.parametrize(
    "odd", ["%E0%A4%A", "scope=nobody", "version=&call=x", "=&=", "no.such", "<b>"]
)
def test_an_odd_address_shows_everything(acme: Path, visit: Visit, odd: str) -> None:
    assert len(shown(visit(acme, f"index.html#{odd}"))) == 7


def test_the_way_past_the_header_changes_nothing(acme: Path, visit: Visit) -> None:
    page = visit(acme)
    page.get_by_label("Search").fill("picture")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "the-content"
    assert shown(page) == {"products.picture.set"}


# --- looks and hands ----------------------------------------------------------------

_COLOURS = """() => {
  const style = getComputedStyle(document.body);
  return [style.backgroundColor, style.color];
}"""


def test_light_and_dark(acme: Path, visit: Visit) -> None:
    light = visit(acme, color_scheme="light")
    dark = visit(acme, color_scheme="dark")
    day, night = light.evaluate(_COLOURS), dark.evaluate(_COLOURS)
    assert day != night
    light.get_by_role("button", name="Light or dark").click()
    assert light.evaluate(_COLOURS) == night
    light.reload()
    assert light.evaluate(_COLOURS) == night
    light.get_by_role("button", name="Light or dark").click()
    assert light.evaluate(_COLOURS) == day


def test_a_keyboard_is_enough(acme: Path, visit: Visit) -> None:
    page = visit(acme)
    page.keyboard.press("/")
    page.keyboard.type("get an")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator(".entry[open]").get_attribute("id") == "orders.get"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert len(shown(page)) == 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_texts_stand_out_and_controls_have_names(
    acme: Path, visit: Visit, name: str, scheme: str
) -> None:
    page = visit(acme, name, color_scheme=scheme)
    page.eval_on_selector_all(".entry", "all => all.forEach(n => { n.open = true })")
    assert page.evaluate(_CONTRAST) == []
    unnamed = "all => all.filter(n => !n.labels?.length && !n.textContent.trim()"
    unnamed += " && !n.getAttribute('aria-label')).map(n => n.outerHTML)"
    assert page.eval_on_selector_all("button, input, select", unnamed) == []
    for role in ("banner", "main", "search"):
        assert page.get_by_role(role).count() == 1


# WCAG's ratio, of every text that is to be seen, against what is painted behind it.
_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility() || node.closest("option, script")) continue;
    const pair = [light(rgb(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) bad.push(`${node.className} ${node.textContent.trim()}: ${ratio}`);
  }
  return bad;
}"""


_BEYOND = """all => all.filter((n) => {
  const box = n.getBoundingClientRect();
  return n.checkVisibility() && box.width && box.right > innerWidth;
}).map((n) => n.outerHTML)"""


def test_a_small_screen_has_no_sideways_scrolling(sites: Any, visit: Visit) -> None:
    for name in PAGES:
        page = visit(sites(SPECS), name, viewport={"width": 360, "height": 740})
        page.eval_on_selector_all(
            ".entry", "all => all.slice(0, 40).forEach(n => { n.open = true })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.eval_on_selector_all(".inside *:not(.sample *)", _BEYOND) == []
    page = visit(sites(SPECS), viewport={"width": 360, "height": 740})
    assert not page.locator("#the-side").is_visible()
    page.get_by_role("button", name="Contents").click()
    page.locator("#the-side").get_by_role("link", name="credits").click()
    assert not page.locator("#the-side").is_visible()
    assert page.locator("#resource-credits").bounding_box()["y"] < 200


def test_without_scripts_everything_is_there(acme: Path, visit: Visit) -> None:
    page = visit(acme, java_script_enabled=False)
    assert page.locator(".entry").count() == 7
    assert not page.get_by_label("Search").is_visible()
    page.locator("#orders\\.get > summary").click()
    assert page.locator("#orders\\.get .sample").is_visible()


def test_paper_has_what_is_folded(acme: Path, visit: Visit) -> None:
    page = visit(acme)
    page.emulate_media(media="print")
    assert page.locator("#orders\\.get .sample").is_visible()
    assert not page.get_by_role("banner").is_visible()


# --- documents that mean harm, and long ones ----------------------------------------

_TAME = "What is harmless."
_BREAKING_OUT = """\
</script></title></style><img src=x onerror=alert(1)><script>alert(2)</script>\
"><svg onload=alert(3)> ' onmouseover='alert(4)"""
_OTHER_LANGUAGES = """\
-->]]>&lt;b&gt;{{ 7*7 }}{% raw %}\u202e\u2028\x1b [click](javascript:alert(5)) \
[x](https://a.example/"><img>) `</code><i>`"""
_HOSTILE = (_BREAKING_OUT, _OTHER_LANGUAGES)


def document(said: str) -> str:
    """A description in which every text is the same."""
    schema = {
        "type": "object",
        "description": said,
        "required": [said],
        "properties": {
            said: {"type": "string", "description": said},
            "kind": {"type": "string", "enum": [said, "b"], "description": said},
        },
    }
    answer = {"description": said, "content": {"application/json": {"schema": schema}}}
    operation = {
        "tags": ["Things"],
        "operationId": "listThings",
        "summary": said,
        "description": said,
        "deprecated": True,
        "security": [{"account": [said]}],
        "parameters": [
            {"name": said, "in": "query", "description": said, "schema": schema},
            {"name": "X-Version", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": answer},
    }
    flow = {"tokenUrl": "https://a.example/token", "scopes": {said: said}}
    scheme = {
        "type": "oauth2",
        "description": said,
        "flows": {"clientCredentials": flow},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": said, "version": said, "description": said},
            "servers": [{"url": "https://a.example"}],
            "tags": [{"name": "Things", "description": said}],
            "paths": {"/things": {"post": operation}},
            "components": {"securitySchemes": {"account": scheme}},
        }
    )


_TAGS = "all => all.filter(n => !n.closest('.prose')).map(n => n.localName)"


def test_no_text_of_a_document_becomes_markup(
    calgen: Calgen, visit: Visit, tmp_path: Path
) -> None:
    tags: dict[str, dict[str, Counter[str]]] = {}
    for index, said in enumerate((_TAME, *_HOSTILE)):
        folder = tmp_path / str(index)
        folder.mkdir()
        (folder / "api.json").write_text(document(said), encoding="utf-8")
        shutil.copytree(EXAMPLE, folder / "example")
        ran = calgen("generate", "-i", "../api.json", cwd=folder / "example")
        assert ran.code == 0, ran.stderr
        site = folder / "example" / "site"
        found = tags.setdefault(said, {})
        for name in PAGES:
            page = visit(site, name)
            page.eval_on_selector_all("summary", "all => all.forEach(n => n.click())")
            page.get_by_label("Search").fill(said)
            page.get_by_label("Search").fill("")
            if said.isprintable() and name == "index.html":
                assert page.locator("h1").text_content() == said
            found[name] = Counter(page.eval_on_selector_all("body *", _TAGS))
            assert page.locator("img, i, b, iframe, object").count() == 0
            assert page.locator("[onerror], [onload], [onmouseover]").count() == 0
            assert page.locator("a[href^='javascript']").count() == 0
        page = visit(site)
        assert page.locator("#find-scope option").count() == 2
        page.locator("#find-scope").select_option(index=1)
        assert len(shown(page)) == 1
        page.reload()
        assert page.locator("#find-scope").input_value() != ""
        assert len(shown(page)) == 1
    for said in _HOSTILE:
        assert tags[said] == tags[_TAME]


def test_a_thousand_calls_answer_at_once(
    calgen: Calgen, visit: Visit, tmp_path: Path
) -> None:
    text = {"type": "string", "description": "What it is called."}
    paths = {
        f"/group{index % 60}/things{index}/{{id}}": {
            verb: {
                "tags": [f"Group {index % 60}"],
                "summary": f"Do {verb} with thing {index}",
                "description": "A sentence that says what it is good for. " * 5,
                "parameters": [
                    {"name": name, "in": place, "required": True, "schema": text}
                    for name, place in (("id", "path"), ("a", "query"), ("b", "query"))
                ],
                "responses": {"204": {"description": "Done."}},
            }
            for verb in ("get", "put", "delete")
        }
        for index in range(400)
    }
    api = tmp_path / "api.json"
    info = {"title": "Large", "version": "1"}
    api.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
    page = visit(made(calgen, api, tmp_path))
    assert len(shown(page)) == 1200
    took = page.evaluate(_TYPING)
    # About 50 ms on a small machine; the bound is for a busy one.
    assert max(took) < 1000, took
    assert len(shown(page)) == 3


_TYPING = """() => {
  const input = document.getElementById("find-text");
  return ["t", "th", "thing 12", "thing 123"].map((text) => {
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  });
}"""
