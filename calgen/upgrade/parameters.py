"""Parameters of Swagger 2.0: described by keywords of their own instead of a schema."""

from __future__ import annotations

from calgen.ir import Json, JsonValue
from calgen.location import escape
from calgen.upgrade.nodes import Found, Setting, items, mapping
from calgen.upgrade.references import reference_to
from calgen.upgrade.schemas import KEYWORDS, beside, schema

BODY = "body"
FORM = "formData"
_FORMATS: dict[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
_MOVED = {*KEYWORDS, "collectionFormat"}


def is_typed(node: Json) -> bool:
    """Whether a parameter or header says in the way of Swagger 2.0 what it holds."""
    return (
        "schema" not in node
        and "content" not in node
        and ("type" in node or "items" in node or "enum" in node)
    )


def described(node: Json, unstated: str = "csv") -> Json:
    """A parameter or header with a schema, and a style instead of `collectionFormat`;
    `unstated` is the format of one that states none."""
    made: Json = {key: value for key, value in node.items() if key not in _MOVED}
    return {**style(node, unstated), **made, "schema": beside(node)}


def style(node: Json, unstated: str = "csv") -> Json:
    """`style` and `explode` of the values of an array."""
    if node.get("type") != "array" and "items" not in node:
        return {}
    if node.get("in") not in ("query", FORM):
        return {}
    stated = node.get("collectionFormat", unstated)
    name, explode = _FORMATS.get(str(stated), _FORMATS["csv"])
    return {"style": name, "explode": explode}


def lost_format(node: Json) -> str:
    """The `collectionFormat` that OpenAPI 3 has no word for; '' where it has one."""
    stated = node.get("collectionFormat")
    known = _FORMATS if node.get("in") in ("query", FORM) else {"csv": None}
    return "" if stated is None or str(stated) in known else str(stated)


class Parameters:
    """The parameters of one path item or operation, by what becomes of them."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.body: Found | None = None
        self.body_reference: Found | None = None
        """The object that refers to the body, where one does."""
        self.form: dict[str, Found] = {}

    def read(self, stated: JsonValue, old: str, new: str) -> list[JsonValue]:
        """The parameters that stay parameters; the others are kept here.

        `old` and `new` are the pointers of the lists.
        """
        kept: list[JsonValue] = []
        for index, each in enumerate(items(stated)):
            pointer = f"{old}/{index}"
            found = self._setting.follow(each, pointer)
            where = found[0].get("in") if found else None
            if found and where == BODY:
                self._add_body(found, pointer)
            elif found and where == FORM:
                self.form[str(found[0].get("name") or "")] = found
            else:
                here = f"{new}/{len(kept)}"
                self._setting.moves.move(pointer, here)
                kept.append(parameter(each, pointer, here, self._setting))
        return kept

    def _add_body(self, found: Found, pointer: str) -> None:
        if self.body is not None:
            self._setting.report.warning(
                "CG019",
                "an operation has one body; this second one is left out",
                self._setting.place(pointer),
                hint="describe one body parameter with all that is sent",
            )
            return
        self.body = found
        if found[1] != pointer:
            self.body_reference = ({"$ref": reference_to(found[1])}, pointer)

    def over(self, shared: Parameters) -> Parameters:
        """An operation's own parameters over those of its path item."""
        made = Parameters(self._setting)
        above = shared if self.body is None and not self.form else self
        made.body, made.body_reference = above.body, above.body_reference
        inherited = {} if self.body else shared.form
        made.form = {**inherited, **self.form}
        return made


def parameter(node: JsonValue, old: str, new: str, setting: Setting) -> JsonValue:
    """A parameter or header object that stands at `old` and will stand at `new`."""
    if not isinstance(node, dict) or "$ref" in node:
        return node
    if not is_typed(node):
        return {**node, "schema": schema(node["schema"])} if "schema" in node else node
    report_lost(node, old, setting)
    move_keywords(node, old, f"{new}/schema", setting)
    return described(node, setting.unstated)


def report_lost(node: Json, pointer: str, setting: Setting) -> None:
    """Say it where the values of an array cannot be written as stated."""
    if lost := lost_format(node):
        setting.report.warning(
            "CG019",
            f"OpenAPI 3 has no collectionFormat {lost!r} here; commas are used",
            setting.place(f"{pointer}/collectionFormat"),
            hint="formats of a query are csv, ssv, pipes and multi; elsewhere csv",
        )


def move_keywords(node: Json, old: str, new: str, setting: Setting) -> None:
    """Note that the keywords beside a name now stand in a schema."""
    for key in KEYWORDS:
        if key in node:
            setting.moves.move(f"{old}/{key}", f"{new}/{key}")


def headers(stated: JsonValue, old: str, new: str, setting: Setting) -> Json:
    """Header objects by name."""
    return {
        name: parameter(each, old + escape(name), new + escape(name), setting)
        for name, each in mapping(stated).items()
    }
