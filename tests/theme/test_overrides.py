"""Overriding a block changes that block wherever it is used, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from themekit import EXAMPLES, made, shop, theme, write

from calgen.render.package import Package
from calgen.resources import template_root
from calgen.theme.forwards import blocks_of

MARK = "# here"


def blocks() -> list[tuple[str, str]]:
    default = theme()
    return [
        (file.name, block)
        for file in default.tree.default.values()
        if file.is_template
        for block in blocks_of(file.name, default.environment.outline)
    ]


@pytest.fixture(scope="module")
def default() -> dict[str, str]:
    return made()


def override(name: str, block: str, body: str) -> str:
    return (
        f'{{% extends "default/{name}" %}}\n'
        f"{{% block {block} %}}\n{body}\n{{% endblock %}}\n"
    )


@pytest.mark.parametrize(("name", "block"), blocks())
def test_one_block_and_nothing_else(
    tmp_path: Path, default: dict[str, str], name: str, block: str
) -> None:
    write(tmp_path, name, override(name, block, f"{MARK}\n{{{{ super() -}}}}"))
    found = made(tmp_path)
    assert found.keys() == default.keys()
    changed = {path for path in found if found[path] != default[path]}
    for path in changed:
        lines = found[path].splitlines(keepends=True)
        kept = [line for line in lines if MARK not in line]
        assert len(kept) < len(lines)
        assert "".join(kept) == default[path], path
    if name.startswith("_") or block in ("base", "header", "imports", "body"):
        return  # whether it is used, and where, is for the next tests
    target = name.removesuffix(".jinja").replace("{package}", "acme")
    if "{" not in target:
        assert changed == {target}


@pytest.mark.parametrize("body", ["{{ super() -}}", "{{ super() }}"])
def test_a_block_is_overridden_in_every_method(
    tmp_path: Path, default: dict[str, str], body: str
) -> None:
    text = f"        note({{{{ method.dotted | literal }}}})\n{body}"
    write(tmp_path, "_method.py.jinja", override("_method.py.jinja", "call", text))
    found = made(tmp_path)
    calls = {method.dotted for method in shop().methods}
    for folder in ("resources", "aio"):
        noted = [
            line.strip()
            for path, content in found.items()
            if path.startswith(f"acme/{folder}/")
            for line in content.splitlines()
            if "note(" in line
        ]
        assert sorted(noted) == sorted(f'note("{call}")' for call in calls)
    changed = {path for path in found if found[path] != default[path]}
    assert {path.split("/")[1] for path in changed} == {"resources", "aio"}


def test_without_super_the_block_is_replaced(
    tmp_path: Path, default: dict[str, str]
) -> None:
    write(
        tmp_path,
        "_method.py.jinja",
        override("_method.py.jinja", "call", "        ..."),
    )
    found = made(tmp_path)["acme/resources/orders.py"]
    assert "self._client.call(" not in found
    assert found.count("        ...\n") == default["acme/resources/orders.py"].count(
        "        return self._client."
    )


# --- for years ----------------------------------------------------------------------


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The theme of a later calgen: a block added, files split, one of them into another
    file of the output."""
    folder = tmp_path / "later"
    shutil.copytree(template_root(), folder)

    def edit(name: str, *changes: tuple[str, str]) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        write(folder, name, text)

    # A method's body becomes a part of its own, within a block that was not there.
    method = (folder / "_method.py.jinja").read_text(encoding="utf-8")
    start = method.index("{% block call %}")
    write(folder, "_call.py.jinja", method[start:])
    write(
        folder,
        "_method.py.jinja",
        method[:start]
        + '{% block body %}\n{% include "_call.py.jinja" %}\n{% endblock %}\n',
    )
    # The imports of a module of models become another, too.
    models = "{package}/models/{model}.py.jinja"
    text = (folder / models).read_text(encoding="utf-8")
    start, end = text.index("{{ model.imports"), text.index("{% block body %}")
    part = text[start:end].replace("{% endblock %}\n", "", 1)
    assert part.endswith("{% endblock %}\n")
    part = text[start:end].removesuffix("{% endblock %}\n")
    write(folder, "_model_imports.py.jinja", part)
    write(
        folder,
        models,
        f'{text[:start]}{{% include "_model_imports.py.jinja" %}}\n'
        f"{{% endblock %}}\n{text[end:]}",
    )
    # What heads a file is said elsewhere, and the theme says where.
    notice = (folder / "_notice.jinja").read_text(encoding="utf-8")
    start = notice.index("{% block generated %}")
    write(folder, "_notice.jinja", notice[start:])
    write(folder, "_licence.jinja", "{% block licence %}\n{% endblock %}\n")
    edit(
        "_header.jinja",
        ('{% include "_notice', '{% include "_licence.jinja" %}\n{% include "_notice'),
    )
    write(
        folder,
        "_theme.toml",
        '[[moved]]\nblock = "licence"\nof = "_notice.jinja"\nto = "_licence.jinja"\n',
    )
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterPackage(Package):
    """The context of a later calgen: it has a name more."""

    mascot: str = "owl"


def later_package() -> Any:
    known = shop()
    return LaterPackage(
        **{each.name: getattr(known, each.name) for each in fields(Package)}
    )


EXAMPLE_NAMES = sorted(each.parent.name for each in EXAMPLES.glob("*/templates"))


@pytest.mark.parametrize("name", [None, *EXAMPLE_NAMES])
def test_a_theme_goes_on_working(later: Path, name: str | None) -> None:
    own = EXAMPLES / name / "templates" if name else None
    before = made(own)
    after = dict(theme(own, later).render(later_package()).files)
    core = {path for path in before if "/_core/" in path}
    assert {p: t for p, t in after.items() if p not in core} == {
        p: t for p, t in before.items() if p not in core
    }
    assert after.keys() == before.keys()


def test_a_block_that_has_gone_elsewhere_is_still_overridden(
    later: Path, tmp_path: Path
) -> None:
    """Two blocks of a file, of which one has moved, by a file that also has a line of its
    own that a block reads."""
    own = write(
        tmp_path / "own",
        "_method.py.jinja",
        '{% extends "default/_method.py.jinja" %}\n'
        "{% block docstring %}\n{{ super() }}{# kept #}\n{% endblock %}\n"
        "{% block call %}\n        pass\n{{ super() -}}\n{% endblock %}\n",
    )
    assert made(own, later) == made(own)
    assert made(own, later) != made(None, later)


def test_an_error_in_a_moved_block_is_shown_where_it_is_written(
    later: Path, tmp_path: Path
) -> None:
    from calgen.theme import ThemeError

    own = write(
        tmp_path / "own",
        "_method.py.jinja",
        '{% extends "default/_method.py.jinja" %}\n'
        "{% block signature %}\n{{ super() -}}\n{% endblock %}\n"
        "{% block call %}\n        pass\n{{ method.nothing }}\n{% endblock %}\n",
    )
    with pytest.raises(ThemeError, match="nothing") as caught:
        made(own, later)
    assert caught.value.place is not None
    assert caught.value.place.position.line == 7
    assert caught.value.place.source.path.endswith("_method.py.jinja")
