"""What a walk through a theme keeps account of."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import nodes

from calgen.doctor.kinds import Kind, Missing
from calgen.record import record
from calgen.theme.file import TemplateFile

Site = tuple[TemplateFile, nodes.Node]


@record(kw_only=False)
class Lack:
    """A name or attribute that is not there: `on` is what lacks it, None for a name;
    `known` are the names in sight. `site` is where a template of the user's includes
    the file, if it is none of his."""

    file: TemplateFile
    node: nodes.Node
    name: str
    on: Missing | None
    known: Mapping[str, Kind]
    site: Site | None = None


@record(kw_only=False, frozen=False)
class Tally:
    """What was found of one place in a template: how often it was come by, what was
    missing how often, and whether it is missing for sure."""

    met: int = 0
    missed: int = 0
    sure: bool = False
    lack: Lack | None = None
