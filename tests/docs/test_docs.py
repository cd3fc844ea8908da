"""The documentation does what it says: every block of every page is run, compared or
read, in the order of the page."""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from pagekit import DOCS, PAGES, ROOT, Reader, blocks
from runkit import Calgen

from calgen.cli.group import main

ACME = DOCS / "examples" / "acme.yaml"
_PIP = (
    "pip needs a network; tests/test_packaging.py builds, installs and runs the wheel"
)
_CI = "the whole suite is in it; .ci/run runs it, word for word"
_BUILD = "tests/test_build_systems.py takes it from the page and runs it"
_OWN = "tests/behaviour/test_client_extensions.py takes it from the page and runs it"

# Blocks that are not run here, by page and first line, and why not.
NOT_RUN = {
    ("README.md", "pip install -e . && calgen generate"): _PIP,
    ("README.md", "pip install -e '.[test]' && python -m pytest -n auto"): _CI,
    ("docs/getting-started.md", "pip install ."): _PIP,
    ("docs/getting-started.md", "pip wheel --no-deps --wheel-dir dist ."): _PIP,
    ("docs/build-systems.md", "rule calgen"): _BUILD,
    ("docs/build-systems.md", "generated/.stamp:"): _BUILD,
    ("docs/build-systems.md", "def _client(ctx):"): _BUILD,
    ("docs/extensions.md", "# calcom/extensions/bookings.py"): _OWN,
    ("docs/extensions.md", "# calcom/extensions/models.py"): _OWN,
    (
        "docs/regeneration.md",
        "calgen generate --watch",
    ): "it stays until somebody ends it; tests/test_build_systems.py does",
}
# What lies in the folder of somebody who reads a page, besides the page's own files.
FOLDERS = {
    "README.md": {"openapi.yaml": ACME, "calcom": ROOT / "generated"},
    "docs/client.md": {"anvil.png": None},
}


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    made = Reader(tmp_path, monkeypatch)
    yield made
    made.close()


def read(page: Path, reader: Reader) -> None:
    """Do what a page says, from the first block to the last."""
    files: dict[str, Path | None] = {}
    if "examples/acme.yaml" in page.read_text(encoding="utf-8"):
        files["acme.yaml"] = ACME
    files |= FOLDERS.get(page.relative_to(ROOT).as_posix(), {})
    for name, source in files.items():
        if source is None:
            (reader.folder / name).write_bytes(b"example")
        elif source.is_dir():
            shutil.copytree(source, reader.folder / name)
        else:
            shutil.copy(source, reader.folder / name)
    for block in blocks(page):
        if block.key not in NOT_RUN:
            reader.do(block)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page(page: Path, reader: Reader) -> None:
    read(page, reader)
    # The API would have taken everything that the page's programs sent.
    assert [each for fake in reader.fakes for each in fake.refused] == []
    if "receive" in reader.space:
        body = b'{"id": "ord_1", "quantity": 1, "product": {"sku": "a", "name": "A"}}'
        digest = hmac.new(b"my-secret", body, hashlib.sha256).hexdigest()
        receive = reader.space["receive"]
        receive(body, {"Acme-Signature-256": digest})
        with pytest.raises(ValueError, match="signature"):
            receive(body, {"Acme-Signature-256": digest[::-1]})


def test_what_is_not_run_is_there() -> None:
    """No reason outlives its block, and each names something that exists."""
    found = {block.key for page in PAGES for block in blocks(page)}
    assert NOT_RUN.keys() <= found
    for reason in NOT_RUN.values():
        for named in re.findall(r"(?:tests/|\.ci/)[\w/.]*\w", reason):
            assert (ROOT / named).exists(), named


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_block_is_overlooked(page: Path) -> None:
    """A block in a form that the kit does not see would not be run."""
    text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        assert block.language, block.where
        text = text.replace(block.text, "")
    assert text.count("```") == 2 * len(blocks(page))
    assert "~~~" not in text
    # Code by indentation, which is not a list.
    assert not re.search(r"\n\n {4,}\S", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name) if name else page
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path), target


def test_every_setting_and_command_is_told(calgen: Calgen, tmp_path: Path) -> None:
    (tmp_path / "calgen.toml").write_text("qqqq = 1\n")
    said = re.search(r"known are (.+)", calgen("check", cwd=tmp_path).stderr)
    assert said is not None
    inputs = (DOCS / "fragments-and-pages.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`[\w-]+`(?:, `[\w-]+`)*) \| ", inputs.split("## Settings")[1], re.M
    )
    told = [name for row in rows for name in re.findall(r"[\w-]+", row)]
    assert sorted(told) == sorted(said[1].split(", "))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `calgen (\w+)", readme, re.M)
    assert sorted(listed) == sorted(main.list_commands(click.Context(main)))


def test_the_action_is_as_described() -> None:
    """The table of its inputs, and those that the example gives."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    text = (DOCS / "ci.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)`)? ?\|", text, re.M)
    assert rows == [(key, each["default"]) for key, each in action["inputs"].items()]
    (workflow,) = [each for each in blocks(DOCS / "ci.md") if "uses:" in each.text]
    (job,) = yaml.safe_load(workflow.text)["jobs"].values()
    (step,) = [each for each in job["steps"] if "/calgen@" in each["uses"]]
    assert step["with"].keys() <= action["inputs"].keys()
    assert action["outputs"].keys() == {"bump"}
    assert "`bump`" in text


def anchors(path: Path) -> set[str]:
    """The headings of a page, as addresses."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    plain = (re.sub(r"[^\w\- ]", "", each.lower()) for each in headings)
    return {each.replace(" ", "-") for each in plain}


def test_the_list_of_pages_is_whole() -> None:
    """Each page stands once in the list, and in the README."""
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    for path, prefix in ((DOCS / "README.md", ""), (ROOT / "README.md", "docs/")):
        linked = re.findall(
            rf"\]\({prefix}([\w-]+\.md)\)", path.read_text(encoding="utf-8")
        )
        inside = [each for each in linked if (DOCS / each).exists()]
        assert set(inside) >= pages, pages - set(inside)
        assert len(inside) == len(set(inside)), path.name


def test_the_clients_examples_are_typed(calgen: Calgen, tmp_path: Path) -> None:
    """The programs on the client's page, one after the other, under mypy's eyes."""
    asked = ("generate", "-q", "-i", ACME, "-o", ".", "--package", "acme")
    assert calgen(*asked, "--config", "none", cwd=tmp_path).code == 0
    found = [each for each in blocks(DOCS / "client.md") if each.language == "python"]
    assert len(found) > 10
    (tmp_path / "program.py").write_text("\n\n".join(each.text for each in found))
    strict = ("-m", "mypy", "--strict", "--config-file=", "program.py")
    done = subprocess.run(
        [sys.executable, *strict],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
