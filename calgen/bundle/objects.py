"""OpenAPI's objects in the form of 3.1, references rewritten.

Each object keeps the keys that OpenAPI 3.1 knows and its own `x-` keys; what a reader
would have to refuse is left out, what it needs is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from calgen.bundle.references import References, is_reference, reference_of
from calgen.bundle.schemas import Schemas
from calgen.ir import Json, JsonValue
from calgen.location import Place
from calgen.methods import OTHERS, is_newer, operations_in
from calgen.normalise import jsonschema as js
from calgen.normalise.places import document_of, follow
from calgen.upgrade import described, is_typed

_PARAMETER = ("name", "in", "description", "required", "deprecated")
_STYLES = {
    "path": ("matrix", "label", "simple"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")


class Objects:
    """Converts what stands in operations and components."""

    def __init__(self, references: References) -> None:
        self.references = references
        self.schemas = Schemas(references)
        self.newer = False
        """Whether something was written that OpenAPI knows since 3.2 only."""

    def reference(self, node: Json, place: Place) -> Json | None:
        """A reference object, rewritten; None where it leads nowhere."""
        new = self.references.rewritten(reference_of(node), document_of(place))
        if new is None:
            return None
        beside = {
            key: node[key]
            for key in ("summary", "description")
            if isinstance(node.get(key), str)
        }
        return {"$ref": new, **beside}

    def parameter(self, node: Json, place: Place) -> Json:
        """A parameter object; a header object is one without `name` and `in`."""
        node = described(node) if is_typed(node) else node
        where = str(node.get("in") or "header")
        made: Json = {key: node[key] for key in _PARAMETER if key in node}
        made = _typed(made, description=str, required=bool, deprecated=bool)
        if where == "path":
            made["required"] = True
        if where == "query" and isinstance(node.get("allowEmptyValue"), bool):
            made["allowEmptyValue"] = node["allowEmptyValue"]
        content = js.mapping(node.get("content"))
        if content:
            media = next(iter(content))
            inside = place.child("content", media)
            made["content"] = {media: self.media(content[media], inside)}
        else:
            schema = place.child("schema")
            made["schema"] = self.schemas.converted(node.get("schema"), schema)
            if node.get("style") in _STYLES.get(where, ()):
                made["style"] = node["style"]
            flags = ("explode", "allowReserved") if where == "query" else ("explode",)
            made |= {k: node[k] for k in flags if isinstance(node.get(k), bool)}
            made |= self._examples(node, place)
        return made | extensions(node)

    def _examples(self, node: Json, place: Place) -> Json:
        """`examples`, else `example`: OpenAPI allows one of the two."""
        named = self.mapped(node.get("examples"), place.child("examples"), example)
        if named:
            return {"examples": named}
        return {"example": node["example"]} if "example" in node else {}

    def media(self, stated: JsonValue, place: Place) -> Json:
        """A media type object."""
        found = follow(stated, place, self.references.merged)
        node, place = found or ({}, place)
        made: Json = {}
        for key in ("schema", "itemSchema"):
            if key in node:
                made[key] = self.schemas.converted(node[key], place.child(key))
        self.newer = self.newer or "itemSchema" in node
        made |= self._examples(node, place)
        encoding: Json = {
            name: self._encoding(js.mapping(each), place.child("encoding", name))
            for name, each in js.mapping(node.get("encoding")).items()
        }
        if encoding:
            made["encoding"] = encoding
        return made | extensions(node)

    def _encoding(self, node: Json, place: Place) -> Json:
        made: Json = {k: node[k] for k in ("contentType", "style") if k in node}
        made = _typed(made, contentType=str, style=str)
        if headers := self.headers(node, place):
            made["headers"] = headers
        flags = ("explode", "allowReserved")
        made |= {key: node[key] for key in flags if isinstance(node.get(key), bool)}
        return made | extensions(node)

    def headers(self, node: Json, place: Place) -> Json:
        return self.mapped(node.get("headers"), place.child("headers"), Objects.header)

    def header(self, node: Json, place: Place) -> Json:
        """A header object."""
        plain = {key: value for key, value in node.items() if key not in ("name", "in")}
        return self.parameter(plain, place)

    def content(self, node: Json, place: Place) -> Json:
        content = js.mapping(node.get("content"))
        made: Json = {
            media: self.media(each, place.child("content", media))
            for media, each in content.items()
        }
        if "schema" in node and not made:
            # A file of its own may have it where Swagger 2.0 has it.
            whole = self.schemas.converted(node["schema"], place.child("schema"))
            made["application/json"] = {"schema": whole}
        return made

    def body(self, node: Json, place: Place) -> Json:
        """A request body object."""
        made: Json = {key: node[key] for key in ("description",) if key in node}
        made = _typed(made, description=str)
        made["content"] = self.content(node, place)
        if isinstance(node.get("required"), bool):
            made["required"] = node["required"]
        return made | extensions(node)

    def response(self, node: Json, place: Place) -> Json:
        """A response object; OpenAPI asks for a description, be it empty."""
        text = node.get("description")
        made: Json = {"description": text if isinstance(text, str) else ""}
        if headers := self.headers(node, place):
            made["headers"] = headers
        if content := self.content(node, place):
            made["content"] = content
        if links := self.mapped(node.get("links"), place.child("links"), link):
            made["links"] = links
        return made | extensions(node)

    def responses(self, stated: JsonValue, place: Place) -> Json:
        """The responses of an operation by status; `2xx` is written 2XX."""
        made: Json = {}
        for status, node in js.mapping(stated).items():
            key = status if status == "default" else status.upper()
            if not _STATUS.fullmatch(key):
                continue
            found = self.either(node, place.child(status), Objects.response)
            # One that leads nowhere still says that the status exists.
            made[key] = found if found is not None else {"description": ""}
        return made

    def either(self, node: JsonValue, place: Place, make: Make) -> Json | None:
        """A reference, or the object itself."""
        if not isinstance(node, dict):
            return None
        if is_reference(node):
            return self.reference(node, place)
        return make(self, node, place)

    def mapped(self, stated: JsonValue, place: Place, make: Make) -> Json:
        """Objects by name, each a reference or made by `make`."""
        made: Json = {}
        for name, node in js.mapping(stated).items():
            found = self.either(node, place.child(name), make)
            if found is not None:
                made[name] = found
        return made

    def path_item(self, node: Json, place: Place) -> Json:
        """A path item of a webhook or a callback, as it stands."""
        made: Json = {}
        for key in ("summary", "description"):
            if isinstance(node.get(key), str):
                made[key] = node[key]
        if parameters := self.parameters(node.get("parameters"), place):
            made["parameters"] = parameters
        others: Json = {}
        for method, keys, found in operations_in(node):
            if isinstance(found, dict):
                written = self.operation(found, place.child(*keys))
                holder, key = (others, method) if keys[1:] else (made, keys[0])
                self.newer = self.newer or is_newer(method)
                holder[key] = written
        if others:
            made[OTHERS] = others
        return made | extensions(node)

    def parameters(self, stated: JsonValue, place: Place) -> list[JsonValue]:
        found = [
            self.either(each, place.child("parameters", index), Objects.parameter)
            for index, each in enumerate(js.items(stated))
        ]
        return [each for each in found if each is not None]

    def operation(self, node: Json, place: Place) -> Json:
        """What an operation says of itself, its parameters and security left as they
        are; whoever knows more of it replaces them."""
        made: Json = {key: node[key] for key in _OPERATION if key in node}
        made = _typed(made, summary=str, description=str, operationId=str)
        if tags := [
            each for each in js.items(node.get("tags")) if isinstance(each, str)
        ]:
            made = {"tags": [*tags], **made}
        if docs := external_docs(node):
            made["externalDocs"] = docs
        if parameters := self.parameters(node.get("parameters"), place):
            made["parameters"] = parameters
        if "requestBody" in node:
            body = place.child("requestBody")
            found = self.either(node["requestBody"], body, Objects.body)
            # One that leads nowhere may be anything.
            anything: Json = {"content": {"application/json": {"schema": {}}}}
            made["requestBody"] = found if found is not None else anything
        if responses := self.responses(node.get("responses"), place.child("responses")):
            made["responses"] = responses
        callbacks = self.mapped(
            node.get("callbacks"), place.child("callbacks"), Objects.callback
        )
        if callbacks:
            made["callbacks"] = callbacks
        if node.get("deprecated") is True:
            made["deprecated"] = True
        if isinstance(node.get("security"), list):
            made["security"] = node["security"]
        if servers := servers_of(node):
            made["servers"] = servers
        return made | extensions(node)

    def callback(self, node: Json, place: Place) -> Json:
        made = {
            expression: self.path_item(js.mapping(each), place.child(expression))
            for expression, each in node.items()
            if not expression.startswith("x-")
        }
        return {**made, **extensions(node)}


Make = Callable[[Objects, Json, Place], Json]
_OPERATION = ("summary", "description", "operationId")


def example(objects: Objects, node: Json, place: Place) -> Json:
    keys = ("summary", "description", "value", "externalValue")
    made: Json = {key: node[key] for key in keys if key in node}
    if "value" in made:
        made.pop("externalValue", None)
    made = _typed(made, summary=str, description=str, externalValue=str)
    return made | extensions(node)


def link(objects: Objects, node: Json, place: Place) -> Json:
    keys = ("operationRef", "operationId", "parameters", "requestBody", "description")
    made: Json = {key: node[key] for key in keys if key in node}
    # OpenAPI asks for one of the two; an id outlives a bundle's new addresses.
    if "operationId" in made:
        made.pop("operationRef", None)
    return made | extensions(node)


def external_docs(node: Json) -> Json:
    """`externalDocs`, if it has the address that it is about."""
    docs = js.mapping(node.get("externalDocs"))
    if not isinstance(docs.get("url"), str):
        return {}
    made: Json = {key: docs[key] for key in ("description", "url") if key in docs}
    return _typed(made, description=str) | extensions(docs)


def servers_of(node: Json) -> list[JsonValue]:
    """The servers of an operation, a path item or a document."""
    stated = js.items(node.get("servers"))
    return [each for each in stated if isinstance(js.mapping(each).get("url"), str)]


def extensions(node: Json) -> Json:
    """The `x-` keys of an object, sorted."""
    return {key: node[key] for key in sorted(node) if key.startswith("x-")}


def _typed(made: Json, **kinds: type) -> Json:
    """The object without those keys whose value is of another type."""
    return {
        key: value
        for key, value in made.items()
        if key not in kinds or isinstance(value, kinds[key])
    }
