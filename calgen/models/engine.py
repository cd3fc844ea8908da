"""Definitions to spelled types, by datamodel-code-generator.

The engine never sees a word of the document: definitions and choices go in under
numbered names and are put back afterwards, so no name, text or value can change what
it does. It sees every distinct shape of a type once, as one field of one class: a class
a schema takes it ten times as long and needs memory for all of them at once, and its
time grows with the square of a class's fields.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from calgen import memo
from calgen.ir import Json, JsonValue
from calgen.models.annotation import (
    Annotation,
    Literals,
    Use,
    Word,
    one_of,
    read_annotation,
)
from calgen.models.definition import (
    AliasDefinition,
    Definition,
    FieldDefinition,
)
from calgen.record import record

FOREIGN = "names"  # the module that the engine believes to hold our definitions


@record
class SpelledField:
    """A field with its annotation; it has the default None unless `required`."""

    definition: FieldDefinition
    annotation: Annotation

    @property
    def required(self) -> bool:
        return self.definition.required


@record
class Spelled:
    """A definition with types: `fields` of a class, `annotation` of an alias."""

    definition: Definition
    fields: tuple[SpelledField, ...] = ()
    annotation: Annotation | None = None

    @property
    def name(self) -> str:
        return self.definition.name


def spell(definitions: Sequence[Definition]) -> tuple[Spelled, ...]:
    """Each definition with its types, in the order given."""
    plains = {repr(plain): plain for each in definitions for plain in _plains(each)}
    tokens = {key: _Tokens() for key in plains}
    shapes = {key: tokens[key].schema(plain) for key, plain in plains.items()}
    distinct = {repr(shape): shape for shape in shapes.values()}
    read = _read(distinct)
    annotations = {
        key: read_annotation(read[repr(shape)], tokens[key].meanings.get)
        for key, shape in shapes.items()
    }
    return tuple(_spelled(each, annotations) for each in definitions)


def _read(distinct: Mapping[str, Json]) -> dict[str, ast.expr]:
    """How the engine spells each shape; those that it has spelled before are known."""
    known = {key: memo.get("spelled", key) for key in distinct}
    new = [key for key, text in known.items() if text is None]
    for key, found in zip(new, _run([distinct[key] for key in new]), strict=True):
        known[key] = ast.unparse(found)
        memo.put("spelled", key, known[key])
    return {key: ast.parse(text, mode="eval").body for key, text in known.items()}


def _plains(definition: Definition) -> Iterator[Json]:
    if isinstance(definition, AliasDefinition):
        yield definition.plain
    else:
        yield from (each.plain for each in definition.fields)


def _spelled(definition: Definition, annotations: Mapping[str, Annotation]) -> Spelled:
    if isinstance(definition, AliasDefinition):
        annotation = annotations[repr(definition.plain)]
        return Spelled(definition=definition, annotation=annotation)
    fields = []
    for each in definition.fields:
        annotation = annotations[repr(each.plain)]
        if not each.required:
            annotation = one_of(annotation, Word("None"))
        fields.append(SpelledField(definition=each, annotation=annotation))
    return Spelled(definition=definition, fields=tuple(fields))


@record(kw_only=False, frozen=False)
class _Tokens:
    """The names that the engine sees in one type: definitions and choices as they come.

    So two types of one shape are the same to it, and it is asked for few.
    """

    meanings: dict[str, Annotation] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def schema(self, plain: Json) -> Json:
        """A plain schema in the names that the engine sees."""
        match plain:
            case {"$ref": str(name)}:
                return self._token("N", name, Use(name))
            case {"enum": list(values)}:
                choices = tuple(v for v in values if isinstance(v, (str, int)))
                return self._token("L", repr(values), Literals(choices))
            case {"anyOf": list(options)}:
                return {"anyOf": [self._each(option) for option in options]}
            case {"items": items}:
                return {"type": "array", "items": self._each(items)}
            case {"additionalProperties": values}:
                return {"type": "object", "additionalProperties": self._each(values)}
        return plain

    def _each(self, plain: JsonValue) -> JsonValue:
        return self.schema(plain) if isinstance(plain, dict) else plain

    def _token(self, kind: str, key: str, meaning: Annotation) -> Json:
        token = self._known.setdefault(kind + key, f"{kind}{len(self._known)}")
        self.meanings[token] = meaning
        return {"customTypePath": f"{FOREIGN}.{token}"}


def _run(types: Sequence[Json]) -> list[ast.expr]:
    """What the engine spells: one class, one required field for each type."""
    if not types:
        return []
    # Half of the time that a small run takes would go into this import.
    import datamodel_code_generator as engine
    from datamodel_code_generator.enums import DataModelType

    fields = {f"f{number}": each for number, each in enumerate(types)}
    carrier = {"type": "object", "properties": fields, "required": [*fields]}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {},
        "components": {"schemas": {"Carrier": carrier}},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = engine.generate(
            document,
            input_file_type=engine.InputFileType.OpenAPI,
            output_model_type=DataModelType.PydanticV2BaseModel,
            openapi_scopes=[engine.OpenAPIScope.Schemas],
            target_python_version=engine.PythonVersion.PY_311,
            output_datetime_class=engine.DatetimeClassType.Datetime,
            disable_timestamp=True,
            formatters=[],
            use_standard_collections=True,
            use_union_operator=True,
            strict_nullable=True,
        )
    if not isinstance(text, str):
        raise TypeError("the engine gave several modules for plain names")
    return [
        statement.annotation
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
    ]
