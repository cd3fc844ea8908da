"""JSONPath queries (RFC 9535, and nothing beyond it)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from calgen.ir import JsonValue
from calgen.stack import deeply

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError

Location = tuple[str | int, ...]
# Deeper than people write, and far from what the parser can take.
_DEEPEST = 100
_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)


class BadQuery(ValueError):
    """A text that is not a JSONPath, or one that this data is too deep for."""


class Query:
    """A compiled JSONPath; raises `BadQuery`."""

    def __init__(self, text: str) -> None:
        from jsonpath_rfc9535 import JSONPathError

        self.text = text
        if _depth(text) > _DEEPEST:
            raise BadQuery("it nests too deeply")
        try:
            self._query = deeply(lambda: _environment().compile(text))
        except JSONPathError as error:
            raise BadQuery(_said(error)) from None

    def locations(self, data: JsonValue) -> list[Location]:
        """Where the selected values are: keys and indices from the root, in the order of
        the data, each once. Raises `BadQuery`."""
        from jsonpath_rfc9535 import JSONPathError

        try:
            found = deeply(lambda: [node.location for node in self._query.find(data)])
        except JSONPathError as error:
            raise BadQuery(_said(error)) from None
        return list(dict.fromkeys(found))


@cache
def _environment() -> JSONPathEnvironment:
    # Imported at the first query: it takes a tenth of a second, and few runs need it.
    from jsonpath_rfc9535 import JSONPathEnvironment

    class Environment(JSONPathEnvironment):
        max_recursion_depth = 500  # more than the reader lets through

    return Environment()


def _depth(text: str) -> int:
    """How deeply a query nests: open brackets, and signs of negation in a row."""
    depth = deepest = negated = 0
    for sign in _STRING.sub("", text):
        depth += (sign in "([") - (sign in ")]")
        negated = negated + 1 if sign == "!" else negated * sign.isspace()
        deepest = max(deepest, depth + negated)
    return deepest


def _said(error: JSONPathError) -> str:
    said = str(error.args[0]) if error.args else "it cannot be parsed"
    return f"{said} (character {error.token.index + 1})" if error.token else said
