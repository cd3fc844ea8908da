"""Documents gathered from prose: operations of which only a part is known.

What is gathered is written down as OpenAPI, so that nothing behind the readers needs to
know where it came from; `x-calgen-partial` says that an operation is not the whole one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from calgen.document import Document, OffsetMap
from calgen.ir import Json, JsonValue
from calgen.location import escape
from calgen.read.passage import Passage
from calgen.record import record

PARTIAL = "x-calgen-partial"
NAMELESS = "x-calgen-nameless"
PROSE = "x-calgen-prose"
# A body may go with any of these; what nobody describes is JSON.
_WITH_BODY = {"post", "put", "patch", "delete"}
_HOLE = re.compile(r"\{([^{}/]+)\}")


@record
class Argument:
    """A query or header parameter that a text shows; `value` is one it was shown with."""

    name: str
    where: str
    at: int
    value: str | None = None
    doc: Passage | None = None


@record(kw_only=False)
class Nameless:
    """Descriptions whose names the text has lost: no parameter can be made of them."""

    parameters: Sequence[Passage] = ()
    credentials: Sequence[Passage] = ()


@record
class Draft:
    """One operation, as far as a text tells of it, at the offset `at`.

    `body` and `answer` are schemas, None where nothing is shown.
    """

    method: str
    path: str
    at: int
    title: Passage | None = None
    prose: Passage | None = None
    group: str | None = None
    url: str | None = None
    arguments: Sequence[Argument] = ()
    body: tuple[str, Json] | None = None
    answer: Json | None = None
    nameless: Nameless = Nameless()


@record(kw_only=False)
class Page:
    """A page of prose about the API, and the address it was published at."""

    title: Passage
    text: Passage
    url: str


@record(kw_only=False, frozen=False)
class _Layer:
    """One document: each route at most once."""

    paths: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=lambda: {"": 0})


class Sketch:
    """The documents that one text gives.

    There is one, or as many as the text has descriptions of one route.
    """

    def __init__(self) -> None:
        self._layers = [_Layer()]
        self._pages: list[JsonValue] = []
        self.title = ""
        self.servers: tuple[str, ...] = ()

    def page(self, page: Page) -> None:
        """Keep a page of prose: it says something about the API as a whole."""
        pointer = f"/{PROSE}/{len(self._pages)}"
        noted = self._layers[0].offsets
        noted[pointer] = noted[f"{pointer}/title"] = page.title.at
        noted[f"{pointer}/text"] = page.text.at
        self._pages.append(
            {"title": page.title.text, "text": page.text.text, "url": page.url}
        )

    def operation(self, draft: Draft) -> None:
        """Add one operation."""
        method = draft.method.lower()
        layer = next(
            (
                each
                for each in self._layers
                if method not in each.paths.get(draft.path, {})
            ),
            None,
        )
        if layer is None:
            layer = _Layer()
            self._layers.append(layer)
        item = layer.paths.setdefault(draft.path, {})
        pointer = f"/paths{escape(draft.path)}"
        layer.offsets.setdefault(pointer, draft.at)
        item[method] = _operation(draft, pointer + escape(method), layer.offsets)

    def documents(self, name: str, text: str) -> list[Document]:
        """The documents, whose places lie in `text`."""
        found = []
        for number, layer in enumerate(self._layers, 1):
            data: Json = {
                "openapi": "3.1.0",
                "info": {"title": self.title, "version": ""},
                PARTIAL: True,
                "paths": dict(layer.paths),
            }
            if self.servers:
                data["servers"] = [{"url": each} for each in self.servers]
            if number == 1 and self._pages:
                data[PROSE] = self._pages
            label = "" if number == 1 else str(number)
            marks = OffsetMap(text, layer.offsets)
            found.append(Document(name, text, data, label=label, marks=marks))
        return found


def _operation(draft: Draft, pointer: str, offsets: dict[str, int]) -> Json:
    offsets[pointer] = draft.at
    node: Json = {PARTIAL: True}
    for key, text in (("summary", draft.title), ("description", draft.prose)):
        if text is not None:
            node[key] = text.text
            offsets[pointer + escape(key)] = text.at
    if draft.group:
        node["tags"] = [draft.group]
    if draft.url:
        node["externalDocs"] = {"url": draft.url}
    lost = draft.nameless
    if told := (*lost.parameters, *lost.credentials):
        node[NAMELESS] = {
            "parameters": len(lost.parameters),
            "credentials": len(lost.credentials),
            "described": [each.text for each in lost.parameters],
        }
        for index, each in enumerate(lost.parameters):
            offsets[f"{pointer}{escape(NAMELESS)}/described/{index}"] = each.at
        offsets[pointer + escape(NAMELESS)] = told[0].at
    parameters: list[JsonValue] = [
        {"name": hole, "in": "path", "required": True, "schema": {"type": "string"}}
        for hole in dict.fromkeys(_HOLE.findall(draft.path))
    ]
    for argument in draft.arguments:
        where = f"{pointer}/parameters/{len(parameters)}"
        offsets[where] = argument.at
        if argument.doc is not None:
            offsets[f"{where}/description"] = argument.doc.at
        parameters.append(_parameter(argument))
    if parameters:
        node["parameters"] = parameters
    if draft.body or draft.method.lower() in _WITH_BODY:
        media, schema = draft.body or ("application/json", {})
        node["requestBody"] = {"content": {media: {"schema": schema}}}
    answer: Json = {"description": ""}
    if draft.method.lower() != "head":
        answer["content"] = {"application/json": {"schema": draft.answer or {}}}
    # Which status a good answer has is one of the things that nobody says.
    node["responses"] = {"2XX": answer}
    return node


def _parameter(argument: Argument) -> Json:
    schema: Json = {"type": "string"}
    if argument.value:
        schema["example"] = argument.value
    node: Json = {"name": argument.name, "in": argument.where, "schema": schema}
    if argument.doc is not None:
        node["description"] = argument.doc.text
    return node
