"""Themes over one API, without the rest of a run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from calgen.config import Config
from calgen.diagnostics import Report
from calgen.models import generate_models
from calgen.pipeline import read_facts
from calgen.render import package_view
from calgen.render.package import Package
from calgen.resources import runtime_root, template_root
from calgen.theme import Theme, Tree

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@cache
def shop() -> Package:
    """The shop of the documentation as templates see it."""
    report = Report()
    facts = read_facts(Config(inputs=(EXAMPLES / "acme.yaml",)), report)
    models = generate_models(facts.api.schemas, report)
    return package_view(facts.api, "acme", models=models.modules, index=models.index)


def theme(own: Path | None = None, default: Path | None = None) -> Theme:
    """The default theme, or another, with a user's folder over it."""
    return Theme(Tree(default or template_root(), runtime_root(), own))


def made(own: Path | None = None, default: Path | None = None) -> dict[str, str]:
    """The files that a theme makes of the shop, before black sees them."""
    return dict(theme(own, default).render(shop()).files)


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file of a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder
