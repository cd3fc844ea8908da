"""JSONPath queries (RFC 9535, and nothing beyond it)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from calgen.ir import JsonValue

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError

Location = tuple[str | int, ...]


class BadQuery(ValueError):
    """A text that is not a JSONPath, or one that this data is too deep for."""


class Query:
    """A compiled JSONPath; raises `BadQuery`."""

    def __init__(self, text: str) -> None:
        from jsonpath_rfc9535 import JSONPathError

        self.text = text
        try:
            self._query = _environment().compile(text)
        except (JSONPathError, RecursionError) as error:
            raise BadQuery(_said(error)) from None

    def locations(self, data: JsonValue) -> list[Location]:
        """Where the selected values are: keys and indices from the root, in the order of
        the data, each once. Raises `BadQuery`."""
        from jsonpath_rfc9535 import JSONPathError

        try:
            found = [node.location for node in self._query.find(data)]
        except (JSONPathError, RecursionError) as error:
            raise BadQuery(_said(error)) from None
        return list(dict.fromkeys(found))


@cache
def _environment() -> JSONPathEnvironment:
    # Imported at the first query: it takes a tenth of a second, and few runs need it.
    from jsonpath_rfc9535 import JSONPathEnvironment

    class Environment(JSONPathEnvironment):
        max_recursion_depth = 500  # more than the reader lets through

    return Environment()


def _said(error: JSONPathError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it nests too deeply"
    said = str(error.args[0]) if error.args else "it cannot be parsed"
    return f"{said} (character {error.token.index + 1})" if error.token else said
