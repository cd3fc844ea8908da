"""Modules to what the theme arranges, printed in the form that black leaves alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from calgen.files import digest
from calgen.layout import STEP, Bracket, Piece, flat, import_lines, statement
from calgen.models.annotation import (
    Annotation,
    OneOf,
    Use,
    Word,
    leaves,
    one_of,
)
from calgen.models.definition import AliasDefinition, ClassDefinition, Telling
from calgen.models.engine import Spelled, SpelledField
from calgen.models.extended import Homes, StandIns
from calgen.models.order import in_order, uses
from calgen.models.pieces import piece
from calgen.models.support import GROUPS, SUPPORT, spelling_of, support
from calgen.pytext import LINE, literal
from calgen.render.models import DefinitionView, FieldView, ModelView

ANYTHING = Word("Any")


class _Circles:
    """The `aliases` of a module that lead back to themselves, and those of its
    definitions that an alias other than themselves has `named`."""

    def __init__(self, members: Sequence[Spelled], aliases: Collection[str]) -> None:
        self.aliases = aliases
        others = [m for m in members if isinstance(m.definition, AliasDefinition)]
        self.named = {u for each in others for u in uses(each) if u != each.name}

    def turned(self, annotation: Annotation) -> Annotation:
        """A union in which what leads back comes last.

        mypy takes two such unions for one once it has begun to compare what leads back,
        so it has to meet before what tells them apart.
        """
        if not isinstance(annotation, OneOf):
            return annotation
        return one_of(*sorted(annotation.options, key=self._leads_back))

    def _leads_back(self, option: Annotation) -> bool:
        used = (leaf.name for leaf in leaves(option) if isinstance(leaf, Use))
        return any(name in self.aliases for name in used)


class Printer:
    """Prints modules; `homes` says where every definition stands."""

    def __init__(self, homes: Homes) -> None:
        self._homes = homes
        self._spelling = spelling_of(homes.modules)
        self._stand_ins = StandIns(homes, "", ())

    def module(self, module: str, head: str, members: Sequence[Spelled]) -> ModelView:
        """One module; `head` is the definition that it is there for."""
        self._stand_ins = StandIns(self._homes, module, members)
        needed: set[str] = set()
        ordered = list(in_order(members))
        circles = _Circles(members, {each.name for each, is_one in ordered if is_one})
        definitions: list[DefinitionView] = []
        for each, _ in ordered:
            view, more = self._definition(each, circles, first=not definitions)
            definitions.append(view)
            needed |= more
        if self._stand_ins:
            needed |= {"TYPE_CHECKING"}
        imports, siblings = self._imports(module, members, needed)
        return ModelView(
            module=module,
            name=head,
            imports=imports,
            base=self._imported("Model") if "Model" in needed else "",
            siblings=siblings,
            definitions=tuple(definitions),
            digest=_digest(imports, siblings, definitions),
        )

    # --- imports --------------------------------------------------------------------

    def _imports(
        self, module: str, members: Sequence[Spelled], needed: set[str]
    ) -> tuple[str, str]:
        """The imports before that of the base class, and those behind it."""
        lines: list[str] = []
        for group in GROUPS:
            found: list[str] = []
            for source in group:
                found += self._support(source, needed)
            lines += ["", *found] if found else []
        siblings = self._support(".._core.tagged", needed)
        siblings += self._siblings(module, members)
        if GROUPS[-1][0] not in {SUPPORT[name] for name in needed} and (
            siblings or "Model" in needed
        ):
            lines.append("")
        checking = self._spelling["TYPE_CHECKING"]
        return _text(lines), _text([*siblings, *self._stand_ins.imports(checking)])

    def _support(self, source: str, needed: set[str]) -> list[str]:
        names = [self._imported(n) for n in sorted(needed) if SUPPORT[n] == source]
        return import_lines(source, names)

    def _imported(self, name: str) -> str:
        spelled = self._spelling[name]
        return name if spelled == name else f"{name} as {spelled}"

    def _siblings(self, module: str, members: Sequence[Spelled]) -> list[str]:
        sources: dict[str, set[str]] = {}
        for each in members:
            for used in uses(each):
                home = self._homes.modules[used]
                if home != module and not self._stand_ins.imported(used):
                    sources.setdefault(home, set()).add(used)
        return [
            line
            for source in sorted(sources)
            for line in import_lines(f".{source}", sorted(sources[source]))
        ]

    # --- definitions ----------------------------------------------------------------

    def _definition(
        self, spelled: Spelled, circles: _Circles, *, first: bool
    ) -> tuple[DefinitionView, set[str]]:
        """A definition and the imported names that it needs."""
        if isinstance(spelled.definition, ClassDefinition):
            return self._class(spelled.definition, spelled.fields)
        lines, needed = self._alias(spelled, spelled.definition, circles)
        view = DefinitionView(
            name=spelled.name,
            kind="alias",
            doc=spelled.definition.doc,
            blank_lines=1 if first else 2,
            text="\n".join(lines),
            uses=_uses(spelled.annotation or ANYTHING),
        )
        return view, needed

    def _alias(
        self, spelled: Spelled, definition: AliasDefinition, circles: _Circles
    ) -> tuple[list[str], set[str]]:
        """The lines of an alias and the imported names that it needs."""
        annotation = spelled.annotation or ANYTHING
        if annotation == Word("None"):
            # Itself or null: no type checker lets a value be returned that is `None`
            # by another name, and `None | None` is no annotation.
            annotation = ANYTHING
        if spelled.name in circles.aliases:
            annotation = circles.turned(annotation)
        value = self._piece(annotation)
        needed = support(annotation)
        if definition.telling is not None:
            value = self._told_apart(value, definition.telling)
            needed |= {"Annotated", "Tagged"}
        start = f"{spelled.name}: {self._spelling['TypeAlias']} = "
        if spelled.name in circles.aliases:
            is_named = spelled.name in circles.named
            lines, more = self._circular(spelled.name, start, value, is_named)
            return lines, needed | more
        if len(start) >= LINE:
            # black breaks such a line at a place that nobody would choose.
            start = f"{spelled.name} = "
        else:
            needed |= {"TypeAlias"}
        return statement(start, value), needed

    def _circular(
        self, name: str, start: str, value: Piece, is_named: bool
    ) -> tuple[list[str], set[str]]:
        """The lines of an alias that leads back to itself, and what they need."""
        # Such an alias can only be a string, and only this class of typing_extensions
        # takes one on every supported Python.
        text = literal(flat(value))
        call = Bracket(self._spelling["TypeAliasType"], (literal(name), text), "()")
        if not is_named:
            return statement(f"{name} = ", call), {"TypeAliasType"}
        # pyright finds such a call to be no type where it comes from another alias of
        # the same module.
        lines = [f"if {self._spelling['TYPE_CHECKING']}:"]
        lines += statement(start, text, "", STEP)
        lines += ["else:", *statement(f"{name} = ", call, "", STEP)]
        return lines, {"TypeAliasType", "TypeAlias", "TYPE_CHECKING"}

    def _told_apart(self, value: Piece, telling: Telling) -> Piece:
        pairs = [f"({literal(v)}, {literal(name)})" for v, name in telling.meanings]
        more = [f"default={literal(telling.default)}"] if telling.default else []
        items = (literal(telling.wire), *pairs, *more)
        call = Bracket(self._spelling["Tagged"], items, "()")
        return Bracket(self._spelling["Annotated"], (value, call))

    def _class(
        self, definition: ClassDefinition, fields: Sequence[SpelledField]
    ) -> tuple[DefinitionView, set[str]]:
        needed = set() if definition.bases else {"Model"}
        bases = definition.bases or (self._spelling["Model"],)
        lines = statement("", Bracket(f"class {definition.name}", bases, "()"), ":")
        views = []
        for each in fields:
            field, more = self._field(each)
            views.append(field)
            needed |= more
        by = self._homes.extended.get(definition.name)
        after: list[str] = []
        if by is not None:
            needed |= {"extended"}
            marks = (literal(f"..{by.module}"), literal(by.name))
            call = Bracket(f"@{self._spelling['extended']}", marks, "()")
            lines = [*statement("", call), *lines]
            after = self._stand_ins.after(definition.name, self._spelling)
        view = DefinitionView(
            name=definition.name,
            kind="class",
            doc=definition.doc,
            blank_lines=2,
            text="\n".join(lines),
            after=_text(after),
            fields=tuple(views),
            bases=definition.bases,
        )
        return view, needed

    def _field(self, each: SpelledField) -> tuple[FieldView, set[str]]:
        definition = each.definition
        shown = value = self._piece(each.annotation)
        needed = support(each.annotation)
        extras = []
        if definition.attribute != definition.wire:
            extras.append(f"alias={literal(definition.wire)}")
        if definition.deprecated:
            extras.append("deprecated=True")
        if extras:
            call = Bracket(self._spelling["Field"], tuple(extras), "()")
            value = Bracket(self._spelling["Annotated"], (value, call))
            needed |= {"Annotated", "Field"}
        end = "" if each.required else " = None"
        lines = statement(f"{definition.attribute}: ", value, end, STEP)
        view = FieldView(
            name=definition.attribute,
            wire=definition.wire,
            annotation=flat(shown),
            required=each.required,
            deprecated=definition.deprecated,
            doc=definition.doc,
            uses=_uses(each.annotation),
            declaration="\n".join(lines),
        )
        return view, needed

    def _piece(self, annotation: Annotation) -> Piece:
        return piece(self._stand_ins.renamed(annotation), self._spelling)


def _uses(annotation: Annotation) -> tuple[str, ...]:
    return tuple(
        sorted({leaf.name for leaf in leaves(annotation) if isinstance(leaf, Use)})
    )


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _digest(imports: str, siblings: str, definitions: Sequence[DefinitionView]) -> str:
    parts = [imports, siblings]
    for each in definitions:
        parts += [each.text, each.doc, each.after]
        for field in each.fields:
            parts += [field.declaration, field.doc]
    # A document may hold half a character.
    return digest("\0".join(parts).encode(errors="surrogatepass"))
