"""What is called breaking breaks code, and what is called safe does not.

Every edit of `test_diff_kinds` is made to books of its own, all in one API. Clients are
generated from what was and from what is; one program for each edit uses all that the old
client has. mypy in its strict mode is the judge: a program fails with the new client where
a change is called breaking, and passes where all are called safe.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from diffkit import Json, compared
from test_diff_kinds import CASES, books

# Said of the API as a whole, or of what only a server can tell.
APART = {
    "API described",
    "credentials",
    "nothing",
    "order of keys",
    "scope added",
    "servers",
    "tag",
    # The models let any value join those that are listed, so that no program fails.
    "value of an attribute removed",
}
QUICK = {
    "operation removed",
    "required parameter added",
    "parameter widened",
    "field required",
    "attribute added",
    "attribute removed",
}
PROGRAM = """
from {package} import Client, models


def use(client: Client) -> None:
    for book in client.{name}.books.list(status="used", pages=3, sort="title"):
        title: str = book.title
        pages: int | None = book.pages
        tags: list[str] | None = book.tags
        author: models.{cls}Author | None = book.author
        if author is not None:
            print(author.name, author.born, title, pages, tags, book.id)
        print(book.status == "used")
    client.{name}.books.list(sort="title")
    writer = models.{cls}NewAuthor(name="n")
    client.{name}.books.create(title="t")
    made = client.{name}.books.create(
        title="t", pages=1, price=1.5, status="used", author=writer
    )
    one: models.{cls}Book = client.{name}.books.get("1")
    print(made.title, one.title)
    client.{name}.books.get(book_id="1")
    client.{name}.books.delete("1")
    loan: models.{cls}Loan = client.{name}.loans.list()
    print(loan.book, loan.until)
"""


def own(made: Json, number: int) -> Json:
    """A document whose paths and schemas are those of one edit alone."""
    text = json.dumps(made["components"]["schemas"])
    paths = json.dumps(made["paths"])
    for name in made["components"]["schemas"]:
        old, new = (
            f"#/components/schemas/{name}",
            f"#/components/schemas/C{number}{name}",
        )
        text = text.replace(f'"{old}"', f'"{new}"')
        paths = paths.replace(f'"{old}"', f'"{new}"')
    schemas = {f"C{number}{name}": each for name, each in json.loads(text).items()}
    found: Json = {"paths": {}, "schemas": schemas}
    for path, item in json.loads(paths).items():
        for operation in item.values():
            operation.pop("tags", None)
            operation["operationId"] = (
                f"c{number}{operation.get('operationId', 'other')}"
            )
        found["paths"][f"/c{number}{path}"] = item
    return found


def whole(names: list[str], *, edited: bool) -> Json:
    made = books()
    made["paths"], made["components"]["schemas"] = {}, {}
    for number, (name, edit, _) in enumerate(CASES):
        if name in names:
            one = books()
            if edited:
                edit(one)
            part = own(one, number)
            made["paths"] |= part["paths"]
            made["components"]["schemas"] |= part["schemas"]
    return made


def client(calgen: Any, folder: Path, made: Json, package: str) -> None:
    (folder / f"{package}.json").write_text(json.dumps(made))
    settings = f'inputs = ["{package}.json"]\noutput = "."\npackage = "{package}"\n'
    (folder / "calgen.toml").write_text(settings)
    done = calgen("generate", "-q", cwd=folder)
    assert done.code == 0, done.stderr


def judged(folder: Path, package: str, numbers: list[int]) -> set[int]:
    """The numbers of the programs that fail with a client."""
    uses = folder / "uses"
    uses.mkdir(exist_ok=True)
    for number in numbers:
        text = PROGRAM.format(package=package, name=f"c{number}", cls=f"C{number}")
        (uses / f"use{number}.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "uses"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    wrong = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert all(line.startswith("uses") for line in wrong), done.stdout
    return {
        int(found) for found in re.findall(r"use(\d+)\.py:\d+: error:", done.stdout)
    }


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_breaking_breaks_and_safe_does_not(
    every: bool, calgen: Any, tmp_path: Path
) -> None:
    names = [n for n, _, _ in CASES if n not in APART and (every or n in QUICK)]
    assert len(names) >= (30 if every else 6)
    old, new = whole(names, edited=False), whole(names, edited=True)
    numbers = [number for number, case in enumerate(CASES) if case[0] in names]
    client(calgen, tmp_path, old, "one")
    assert judged(tmp_path, "one", numbers) == set()
    # The new client is made where the old one was, so that names stay.
    after = tmp_path / "after"
    after.mkdir()
    client(calgen, after, old, "two")
    client(calgen, after, new, "two")
    broken = judged(after, "two", numbers)
    called: dict[int, set[str]] = {number: set() for number in numbers}
    for each in compared(tmp_path, old, new):
        for call in each.reaches:
            called[int(re.findall(r"^c(\d+)", call.name)[0])].add(each.severity)
    for number in numbers:
        name, severities = CASES[number][0], called[number]
        assert severities == {severity for _, severity in CASES[number][2]}, name
        if "breaking" in severities:
            assert number in broken, f"{name} is called breaking, and breaks nothing"
        elif "risky" not in severities:
            assert number not in broken, f"{name} is called safe, and breaks"
