"""Operations to methods: arguments in order, annotations printed, calls spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from calgen import layout
from calgen.extensions import Extensions
from calgen.ir import (
    Body,
    ListOf,
    Nullable,
    Operation,
    Parameter,
    Resource,
    Schema,
    Success,
    TypeRef,
)
from calgen.layout import Bracket, Chain, Piece, flat
from calgen.media import essence, is_json
from calgen.render.annotations import Annotator
from calgen.render.arguments import Argument
from calgen.render.docs import argument_doc, mark_of, method_doc
from calgen.render.homes import class_name, homes_of
from calgen.render.recalled import recalled
from calgen.render.samples import body_sample, sample_of
from calgen.render.sent import named, outdated, sent, styles, whole
from calgen.render.streams import SECTIONS, stream_name, taken_in, without_switch
from calgen.render.views import HIDDEN, Method, ResourceView
from calgen.render.words import cells, facts, facts_line, replacement

_PAGE = (("Returns", "A page. Iterating over it goes on through all that follow."),)
_FILE = (("Returns", "The whole file. `client.stream` reads it in pieces."),)
# A method of this name hides the type from the annotations that follow it in the class.
_LAST = "list"
_MULTIPART = "multipart/form-data"


def resource_view(
    resource: Resource,
    schemas: Mapping[str, Schema],
    calls: Mapping[str, str],
    extensions: Extensions,
    about: str = "",
) -> ResourceView:
    """A resource and all below it, as templates see them. `calls` leads from
    operationIds and routes to calls; `about` is what `recalled` asks for."""
    own = recalled(
        resource, about, lambda: _own_view(resource, schemas, calls, extensions)
    )
    children = tuple(
        resource_view(each, schemas, calls, extensions, about)
        for each in resource.children
    )
    return replace(own, children=children) if children else own


def _own_view(
    resource: Resource,
    schemas: Mapping[str, Schema],
    calls: Mapping[str, str],
    extensions: Extensions,
) -> ResourceView:
    words = [name.snake for name in resource.path]
    annotator = Annotator(schemas)
    taken = taken_in(resource)
    methods = [
        view
        for each in resource.operations
        for view in method_views(each, annotator, calls, taken)
    ]
    name = class_name("".join(name.pascal for name in resource.path))
    return ResourceView(
        name=words[-1],
        dotted=".".join(words),
        class_name=name,
        module=resource.module,
        doc=resource.doc or f"The calls of `{'.'.join(words)}`.",
        methods=tuple(sorted(methods, key=lambda m: (m.name == _LAST, m.name))),
        children=(),
        homes=homes_of(resource.module, name, extensions),
    )


def method_views(
    operation: Operation,
    annotator: Annotator,
    calls: Mapping[str, str],
    taken: Set[str],
) -> Iterable[Method]:
    """One operation as methods: one for the whole answer, one for a stream. `taken` are
    the names beside it."""
    if not operation.success.only_streams:
        yield method_view(operation, annotator, calls)
    if operation.success.stream is not None:
        yield stream_view(operation, annotator, calls, taken)


def stream_view(
    operation: Operation,
    annotator: Annotator,
    calls: Mapping[str, str],
    taken: Set[str],
) -> Method:
    """An operation as a method that returns a stream."""
    stream, body = operation.success.stream, operation.body
    assert stream is not None
    name = stream_name(operation, taken)
    plain = method_view(operation, annotator, calls, SECTIONS)
    item = annotator.result(stream.item)
    dotted = ".".join((*(part.snake for part in operation.name[:-1]), name))
    return replace(
        plain,
        name=name,
        dotted=dotted,
        constant=name.strip("_").upper(),
        sender="stream_items",
        item=flat(item),
        result="",
        arrow={
            page: _arrow(Bracket(kind, (item,)), hides=name == _LAST and plain.mark)
            for page, kind in (("Page", "Stream"), ("AsyncPage", "AsyncStream"))
        },
        preset=((body.switch.name, True),) if body and body.switch else (),
    )


def method_view(
    operation: Operation,
    annotator: Annotator,
    calls: Mapping[str, str],
    sections: Sequence[tuple[str, str]] | None = None,
) -> Method:
    """One operation as a method that returns the whole answer; `sections` replace what
    its docstring says of that."""
    switch = operation.body.switch if operation.body else None
    operation = without_switch(operation)
    names = {each.name.wire: each.name.snake for each in named(operation)}
    positional = [
        _argument(each, annotator, names)
        for each in operation.parameters
        if each.where == "path"
    ]
    others = [each for each in operation.parameters if each.where != "path"]
    keywords = [_argument(each, annotator, names) for each in others]
    keywords += _body_arguments(operation.body, annotator, names)
    item, result = _results(operation, annotator)
    name = operation.name[-1].snake
    mark = mark_of(operation, calls)
    if sections is None:
        sections = _PAGE if item else _FILE if flat(result) == "bytes" else ()
    return Method(
        name=name,
        dotted=operation.dotted,
        constant=name.strip("_").upper(),
        positional=tuple(positional),
        keywords=tuple(sorted(keywords, key=lambda each: each.default != "")),
        sent=tuple(sent(operation)),
        whole_body=whole(operation.body),
        sender="page" if item else "call",
        item=flat(item),
        result=flat(result),
        arrow={
            page: _arrow(
                Bracket(page, (item,)) if item else result,
                hides=name == _LAST and mark,
            )
            for page in ("Page", "AsyncPage")
        },
        doc=method_doc(
            operation,
            (*positional, *keywords),
            names,
            sections,
            facts_line(operation, calls),
        ),
        facts=facts_line(operation, calls),
        fact=facts(operation, calls),
        cells=cells(operation, calls),
        styles=tuple(styles(operation)),
        preset=((switch.name, False),) if switch and switch.stated else (),
        mark=mark,
        replacement=replacement(operation, calls),
        outdated=tuple(outdated(operation, names)),
        operation=operation,
    )


def _argument(
    parameter: Parameter, annotator: Annotator, names: Mapping[str, str]
) -> Argument:
    needed = parameter.required
    annotation = annotator.argument(parameter.type, optional=not needed)
    return _declared(
        parameter.name.snake,
        annotation,
        needed,
        argument_doc(parameter, names),
        sample_of(parameter, flat(annotation), annotator.schemas) if needed else "",
        parameter.where,
        parameter.name.wire,
    )


def _declared(
    name: str,
    annotation: Piece,
    required: bool,
    doc: str,
    sample: str,
    where: str = "body",
    wire: str = "",
) -> Argument:
    default = "" if required else "UNSET"
    return Argument(
        name=name,
        annotation=flat(annotation),
        declaration="\n".join(layout.parameter(name, annotation, default, " " * 8)),
        default=default,
        doc=doc,
        sample=sample,
        where=where,
        wire=wire,
    )


def _body_arguments(
    body: Body | None, annotator: Annotator, names: Mapping[str, str]
) -> Iterable[Argument]:
    if body is None:
        return
    if body.fields is None:
        annotation = annotator.argument(
            body.type, optional=not body.required, upload=not is_json(body.media)
        )
        yield _declared(
            "body",
            annotation,
            body.required,
            body.doc,
            body_sample(body, flat(annotation), annotator.schemas),
        )
        return
    for field in body.fields:
        # The fields of a body that may be left out can all be left out.
        required = field.required and body.required
        annotation = annotator.argument(
            field.type, optional=not required, upload=essence(body.media) == _MULTIPART
        )
        doc = argument_doc(field, names)
        yield _declared(
            field.name.snake,
            annotation,
            required,
            doc,
            sample_of(field, flat(annotation), annotator.schemas) if required else "",
            wire=field.name.wire,
        )


def _results(operation: Operation, annotator: Annotator) -> tuple[Piece, Piece]:
    """(type of a page's items or '', type of the whole result or '')."""
    kind = _without_null(operation.success)
    pages = operation.pagination
    if pages is not None and pages.value.walks and isinstance(kind, ListOf):
        return annotator.result(kind.item), ""
    return "", annotator.result(operation.success.type)


def _arrow(kind: Piece, *, hides: str | bool = False) -> str:
    """The lines that close a signature.

    A method with a mark stands above its own signature: where it `hides` the type of its
    name there, the signature uses another name of the type.
    """
    shown = _renamed(kind) if hides else kind
    return "\n".join(layout.statement(") -> ", shown, ":", " " * 4))


def _renamed(kind: Piece) -> Piece:
    match kind:
        case Bracket():
            head = HIDDEN if kind.head == _LAST else kind.head
            return Bracket(head, tuple(map(_renamed, kind.items)), kind.pair)
        case Chain():
            return Chain(tuple(map(_renamed, kind.items)))
    return kind


def _without_null(success: Success) -> TypeRef:
    kind = success.type
    return kind.item if isinstance(kind, Nullable) else kind
