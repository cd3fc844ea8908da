"""`calgen diff` as a user has it: sides, formats, exit codes, accepted changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from diffkit import STRING, Json, call, document, query, record, ref

from calgen.diagnostics import Report
from calgen.revisions import revision_with

Calgen = Callable[..., Any]
PLACE = {"file", "line"}


def books(**fields: Json) -> Json:
    paths = {
        "/books": {
            "get": call(
                {"type": "array", "items": ref("Book")},
                parameters=[query("author"), query("year")],
            ),
            "post": call(ref("Book"), body=ref("NewBook")),
        }
    }
    new = record("title", title=STRING)
    return document(paths, {"Book": record(title=STRING, **fields), "NewBook": new})


def fewer() -> Json:
    """Without an argument and an attribute, with another attribute."""
    made = books(isbn=STRING)
    made["paths"]["/books"]["get"]["parameters"].pop()
    return made


def write(path: Path, data: Json) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1))
    return path


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    write(tmp_path / "old.json", books())
    write(tmp_path / "new.json", fewer())
    return tmp_path


def found(calgen: Calgen, *arguments: str, cwd: Path) -> Json:
    done = calgen("diff", *arguments, "--json", cwd=cwd)
    assert done.code in (0, 1), done.stderr
    data: Json = json.loads(done.stdout)
    return data


# --- formats ---------------------------------------------------------------------------


def test_json_is_the_contract(calgen: Calgen, pair: Path) -> None:
    data = found(calgen, "old.json", "new.json", cwd=pair)
    assert data["bump"] == "major"
    assert [(e["kind"], e["severity"]) for e in data["changes"]] == [
        ("parameter.removed", "breaking"),
        ("response.field-added", "safe"),
    ]
    first, second = data["changes"]
    assert (first["method"], first["path"], first["name"]) == (
        "GET",
        "/books",
        "books.list",
    )
    assert first["message"] == "`books.list()` no longer takes `year`."
    assert first["old"].keys() == first["new"].keys() == PLACE
    lines = (pair / "old.json").read_text().splitlines()
    at = first["old"]["line"]
    assert first["old"]["file"] == "old.json"
    assert any('"year"' in line for line in lines[at - 1 : at + 3])
    new = (pair / "new.json").read_text().splitlines()
    assert '"isbn"' in new[second["new"]["line"] - 1]
    assert [each["name"] for each in second["reaches"]] == [
        "books.create",
        "books.list",
    ]


def test_text(calgen: Calgen, pair: Path) -> None:
    done = calgen("diff", "old.json", "new.json", cwd=pair)
    assert done.code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("breaking: `books.list()` no longer takes `year`. [")
    assert "old.json:" in lines[1]
    assert "new.json:" in lines[1]
    assert done.stderr == "calgen: 1 breaking, 1 safe; version bump: major\n"
    colours = calgen("diff", "old.json", "new.json", "--color", "always", cwd=pair)
    assert "\x1b[31m" in colours.stdout
    quiet = calgen("diff", "old.json", "new.json", "-q", cwd=pair)
    assert "safe" not in quiet.stdout
    assert quiet.stderr == ""


def test_markdown(calgen: Calgen, pair: Path) -> None:
    done = calgen("diff", "old.json", "new.json", "--format", "markdown", cwd=pair)
    assert done.stdout.startswith("## API changes\n\n1 breaking, 1 safe. Version bump:")
    heads = [line for line in done.stdout.splitlines() if line.startswith("#")]
    assert heads == [
        "## API changes",
        "### Breaking",
        "#### books",
        "### Safe",
        "#### books",
    ]
    same = calgen("diff", "old.json", "old.json", "--format", "markdown", cwd=pair)
    assert same.stdout == "## API changes\n\nNothing has changed.\n"


def test_equal_sides(calgen: Calgen, pair: Path) -> None:
    done = calgen("diff", "old.json", "old.json", "--fail-on", "any", cwd=pair)
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr == "calgen: no changes\n"
    data = found(calgen, "old.json", "old.json", cwd=pair)
    assert data == {"changes": [], "bump": "none"}


HOSTILE = "`</details><script>alert(1)</script>\x1b[2J\n# Head\n[x](y)|\u202e"


def test_text_of_documents_does_nothing(calgen: Calgen, tmp_path: Path) -> None:
    new = books()
    values = {"type": "string", "enum": ["a", HOSTILE]}
    new["paths"]["/books"]["get"]["parameters"][0]["schema"] = values
    new["paths"]["/books"]["get"][
        "description"
    ] = f"Rate limit: 5 requests per minute per {HOSTILE}."
    new["info"]["version"] = HOSTILE
    write(tmp_path / "old.json", books())
    write(tmp_path / "new.json", new)
    shown = calgen("diff", "old.json", "new.json", cwd=tmp_path).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    arguments = ("old.json", "new.json", "--format", "markdown")
    text = calgen("diff", *arguments, cwd=tmp_path).stdout
    assert "\n# Head" not in text
    # Between backticks nothing means anything; outside of them it is escaped.
    outside = "".join(
        text.replace("<br><sub>", "").replace("</sub>", "").split("`")[::2]
    )
    assert "<script" not in outside
    assert "[x](y)" not in outside


# --- exit codes, and what is accepted --------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "code"), [("breaking", 0), ("risky", 0), ("any", 1), (None, 0)]
)
def test_fail_on(
    threshold: str | None, code: int, calgen: Calgen, tmp_path: Path
) -> None:
    write(tmp_path / "old.json", books())
    write(tmp_path / "new.json", books(isbn=STRING))
    flags = ["--fail-on", threshold] if threshold else []
    assert calgen("diff", "old.json", "new.json", *flags, cwd=tmp_path).code == code


def accept(folder: Path, identity: str, **more: str) -> None:
    lines = [f'id = "{identity}"', *(f"{k} = {v}" for k, v in more.items())]
    text = "\n".join(["[[diff.accept]]", *lines])
    (folder / "calgen.toml").write_text(f"{text}\n")


def broken(calgen: Calgen, folder: Path) -> str:
    data = found(calgen, "old.json", "new.json", "--config", "none", cwd=folder)
    (one,) = [e["id"] for e in data["changes"] if e["severity"] == "breaking"]
    return str(one)


def test_an_accepted_change_does_not_fail(calgen: Calgen, pair: Path) -> None:
    arguments = ("diff", "old.json", "new.json", "--fail-on", "breaking")
    assert calgen(*arguments, cwd=pair).code == 1
    accept(pair, broken(calgen, pair), reason='"nobody sends it"')
    done = calgen(*arguments, cwd=pair)
    assert done.code == 0
    assert "accepted: nobody sends it" in done.stdout
    assert "1 breaking (1 accepted)" in done.stderr
    data = found(calgen, "old.json", "new.json", cwd=pair)
    assert data["changes"][0]["accepted"] == "nobody sends it"
    assert data["bump"] == "major"


@pytest.mark.parametrize(
    ("until", "code"), [("2999-12-31", 0), ('"2999-12-31"', 0), ("2001-01-31", 1)]
)
def test_an_accepted_change_may_expire(
    until: str, code: int, calgen: Calgen, pair: Path
) -> None:
    accept(pair, broken(calgen, pair), reason='"not yet"', until=until)
    done = calgen("diff", "old.json", "new.json", "--fail-on", "breaking", cwd=pair)
    assert done.code == code
    assert ("[CG103]" in done.stderr) == bool(code)


def test_an_accepted_change_that_is_not_there_is_told(
    calgen: Calgen, pair: Path
) -> None:
    accept(pair, "operation.removed-0123456789", reason='"gone"')
    done = calgen("diff", "old.json", "new.json", cwd=pair)
    assert "calgen.toml:2:1: warning: no change has the accepted id" in done.stderr
    assert "[CG104]" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        '[[diff.accept]]\nid = "operation.removed-0123456789"',
        '[[diff.accept]]\nid = "it"\nreason = "x"',
        '[[diff.accept]]\nid = "operation.removed-0123456789"\nreason = "x"\nuntil = "soon"',
        '[[diff.accept]]\nid = "operation.removed-0123456789"\nreason = "x"\nwhy = "y"',
        '[diff]\naccept = "all"',
        "[diff]\nignore = []",
        "diff = 1",
        "[diff]\naccept = [1]",
    ],
)
def test_wrong_settings_are_told(text: str, calgen: Calgen, pair: Path) -> None:
    (pair / "calgen.toml").write_text(f"{text}\n")
    done = calgen("diff", "old.json", "new.json", cwd=pair)
    assert done.code == 2
    assert "[CG042]" in done.stderr
    assert "calgen.toml:" in done.stderr


# --- sides -----------------------------------------------------------------------------


def test_folders_inputs_and_standard_input(calgen: Calgen, tmp_path: Path) -> None:
    write(tmp_path / "old" / "api.json", books())
    new = write(tmp_path / "new" / "api.json", fewer())
    both = found(calgen, "old", "new", cwd=tmp_path)
    assert len(both["changes"]) == 2
    assert both["changes"][0]["old"]["file"] == "old/api.json"
    assert both["changes"][0]["new"]["file"] == "new/api.json"
    assert found(calgen, "old", "-i", "new", cwd=tmp_path) == both
    done = calgen(
        *("diff", "old", "-", "--stdin-name", "api.json", "--json"),
        cwd=tmp_path,
        stdin=new.read_bytes(),
    )
    assert [e["id"] for e in json.loads(done.stdout)["changes"]] == [
        e["id"] for e in both["changes"]
    ]


def test_wrong_sides(calgen: Calgen, pair: Path) -> None:
    done = calgen("diff", "nothing.json", "new.json", cwd=pair)
    assert done.code == 2
    assert "no such file or folder: nothing.json [CG100]" in done.stderr
    assert calgen("diff", "old.json", "new.json", "-i", "x", cwd=pair).code == 2
    assert calgen("diff", "-", "-", cwd=pair).code == 2
    (pair / "broken.json").write_text("{")
    done = calgen("diff", "old.json", "broken.json", cwd=pair)
    assert done.code == 2
    assert "broken.json:1:" in done.stderr


def test_other_settings_count_on_both_sides(calgen: Calgen, pair: Path) -> None:
    data = found(calgen, "old.json", "new.json", "--include", "method:POST", cwd=pair)
    assert [e["kind"] for e in data["changes"]] == ["response.field-added"]


def test_names_stay_as_the_lock_has_them(calgen: Calgen, tmp_path: Path) -> None:
    """What regenerating would keep is no change: a tag alone renames nothing."""
    (tmp_path / "calgen.toml").write_text('inputs = ["api.json"]\noutput = "client"\n')
    old = books()
    write(tmp_path / "api.json", old)
    assert calgen("generate", "-q", cwd=tmp_path).code == 0
    shutil.copy(tmp_path / "api.json", tmp_path / "old.json")
    for each in old["paths"]["/books"].values():
        each["tags"] = ["Volumes"]
    write(tmp_path / "api.json", old)
    data = found(calgen, "old.json", cwd=tmp_path)
    assert {e["kind"] for e in data["changes"]} == {"docs.changed"}
    assert {e["name"] for e in data["changes"]} == {"books.list", "books.create"}


# --- revisions -------------------------------------------------------------------------


def git(*arguments: str, cwd: Path) -> None:
    own = (
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@t.test",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *own, *arguments], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    git("init", "-q", cwd=tmp_path)
    write(tmp_path / "specs" / "api.json", books())
    git("add", ".", cwd=tmp_path)
    git("commit", "-q", "-m", "one", cwd=tmp_path)
    write(tmp_path / "specs" / "api.json", fewer())
    git("add", ".", cwd=tmp_path)
    git("commit", "-q", "-m", "two", cwd=tmp_path)
    return tmp_path


def test_revisions(calgen: Calgen, repository: Path) -> None:
    before = sorted(repository.rglob("*"))
    two = found(calgen, "HEAD~1:specs", "HEAD:specs", cwd=repository)
    assert len(two["changes"]) == 2
    assert two["changes"][0]["old"]["file"] == "specs/api.json"
    assert found(calgen, "HEAD~1:specs", "specs", cwd=repository) == two
    assert (
        found(calgen, "HEAD~1:specs/api.json", "specs/api.json", cwd=repository) == two
    )
    assert found(calgen, "HEAD:specs", "specs", cwd=repository)["changes"] == []
    inside = found(calgen, "HEAD~1:specs", ".", cwd=repository / "specs")
    assert [e["id"] for e in inside["changes"]] == [e["id"] for e in two["changes"]]
    here = found(calgen, "HEAD~1:api.json", "api.json", cwd=repository / "specs")
    assert [e["id"] for e in here["changes"]] == [e["id"] for e in two["changes"]]
    assert [p for p in sorted(repository.rglob("*")) if ".git" not in p.parts] == [
        p for p in before if ".git" not in p.parts
    ]


def test_without_sides_the_inputs_are_compared_with_the_last_commit(
    calgen: Calgen, repository: Path
) -> None:
    assert found(calgen, "-i", "specs", cwd=repository)["changes"] == []
    write(repository / "specs" / "api.json", books())
    assert len(found(calgen, "-i", "specs", cwd=repository)["changes"]) == 2


@pytest.mark.parametrize(
    ("side", "said"),
    [
        ("HEAD:nowhere", "has no 'nowhere'"),
        ("HEAD:../specs", "has no '../specs'"),
        ("nothing:specs", "there is no revision 'nothing'"),
        ("HEAD..HEAD:specs", "there is no revision"),
        ("--output=x:specs", "would be an option of git"),
        ("-x:specs", "would be an option of git"),
    ],
)
def test_wrong_revisions(
    side: str, said: str, calgen: Calgen, repository: Path
) -> None:
    done = calgen("diff", "--", side, "specs", cwd=repository)
    assert done.code == 2
    assert said in done.stderr
    assert "[CG100]" in done.stderr
    assert done.stdout == ""
    assert not (repository / "x").exists()


def test_no_repository_and_no_git(
    calgen: Calgen, pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(pair.parent))
    if shutil.which("git") is not None:
        done = calgen("diff", "HEAD:old.json", "new.json", cwd=pair)
        assert done.code == 2
        assert "is in no git repository [CG101]" in done.stderr
    monkeypatch.setenv("PATH", str(pair))
    done = calgen("diff", "HEAD:old.json", "new.json", cwd=pair)
    assert done.code == 2
    assert "git cannot be asked" in done.stderr


def test_the_revision_that_a_client_was_made_of(repository: Path) -> None:
    def found(made: Json) -> str | None:
        text = json.dumps(made, indent=1).encode()
        files = {"api.json": sha256(text).hexdigest()}
        return revision_with(files, repository / "specs", Report(), cwd=repository)

    commits = subprocess.run(
        ["git", "log", "--format=%H"], cwd=repository, capture_output=True, check=True
    )
    last, first = commits.stdout.decode().split()
    assert found(fewer()) == last
    assert found(books()) == first
    assert found(books(other=STRING)) is None


def test_files_beside_one_that_refers_to_them(calgen: Calgen, repository: Path) -> None:
    split = books()
    schemas = split["components"]["schemas"]
    write(repository / "specs" / "book.json", schemas["Book"])
    schemas["Book"] = {"$ref": "book.json"}
    write(repository / "specs" / "api.json", split)
    git("add", ".", cwd=repository)
    git("commit", "-q", "-m", "three", cwd=repository)
    sides = ("HEAD:specs/api.json", "specs/api.json")
    assert found(calgen, *sides, cwd=repository)["changes"] == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_of_a_revision_are_not_followed(calgen: Calgen, repository: Path) -> None:
    secret = write(repository.parent / "elsewhere.json", fewer())
    (repository / "specs" / "link.json").symlink_to(secret)
    git("add", ".", cwd=repository)
    git("commit", "-q", "-m", "three", cwd=repository)
    done = calgen("diff", "HEAD:specs", "specs/api.json", cwd=repository)
    assert "specs/link.json is a symbolic link" in done.stderr
    assert "[CG102]" in done.stderr
