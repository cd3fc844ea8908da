"""Files that are left out: the rest of the package does not offer them."""

from __future__ import annotations

import pytest
from themekit import shop

from calgen.resources import runtime_root, template_root
from calgen.theme import Theme, Tree


def made(*omit: str) -> dict[str, str]:
    tree = Tree(template_root(), runtime_root(), None, omit)
    return dict(Theme(tree).render(shop()).files)


@pytest.mark.parametrize(
    "omit",
    [
        ("{package}/testing.py",),
        ("{package}/pytest_plugin.py",),
        ("{package}/testing*", "{package}/pytest_plugin.py"),
    ],
)
def test_pytest_is_told_of_a_plugin_that_works(omit: tuple[str, ...]) -> None:
    assert "pytest11" in made()["pyproject.toml"]
    assert "pytest11" not in made(*omit)["pyproject.toml"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("testing", "{package}/testing*"),
        ("webhooks", "{package}/webhooks.py"),
        ("telemetry", "{package}/telemetry.py"),
        ("api.md", "api.md"),
    ],
)
def test_what_is_not_there_is_not_offered(name: str, path: str) -> None:
    found = made(path, "{package}/pytest_plugin.py")
    for each in ("README.md", "pyproject.toml", "acme/__init__.py"):
        assert f"acme.{name}" not in found[each]
        assert f'"{name}"' not in found[each]
        assert f"({name})" not in found[each]
