"""Ways to authenticate, as templates see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calgen.record import record
from calgen.render.grants import GrantView


@record
class SchemeView:
    """A way to authenticate."""

    name: str
    """The document's name of it."""
    class_name: str
    """Its class in `auth.py`, if it is a key."""
    kind: str
    """`bearer` or `basic`; `header`, `query` or `cookie` for one key, `headers` for
    several that go together."""
    arguments: tuple[tuple[str, str], ...]
    """What the class takes: (Python name, the header, query parameter or cookie)."""
    doc: str
    """What the document says of it, on one line; '' for nothing."""
    grants: tuple[GrantView, ...] = ()
    """The classes that get its tokens."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of credentials that go together."""
        return tuple(header for _, header in self.arguments)

    @property
    def carrier(self) -> str:
        """The header, query parameter or cookie of a single credential; '' for others."""
        return self.arguments[0][1] if len(self.arguments) == 1 else ""


def credentials_of(
    schemes: Sequence[SchemeView], token_scheme: str, token_env: str
) -> tuple[tuple[str, str], ...]:
    """(what to pass as `auth`, what it is), each once."""
    return tuple(dict.fromkeys(_credentials(schemes, token_scheme, token_env)))


def _credentials(
    schemes: Sequence[SchemeView], token_scheme: str, token_env: str
) -> Iterator[tuple[str, str]]:
    for scheme in schemes:
        if scheme.name == token_scheme:
            text = f"{_text(scheme)}; a function that returns one; else {token_env} is read"
            yield '"my-token"', text
    plain = any(s.kind == "bearer" and s.name == token_scheme for s in schemes)
    for scheme in schemes:
        if not (scheme.kind == "bearer" and plain):
            yield shown_as(scheme), _text(scheme)
        for grant in scheme.grants:
            told = grant.doc.partition("\n")[0]
            yield f"auth.{grant.class_name}({grant.takes})", told


def shown_as(scheme: SchemeView) -> str:
    """The object of `auth` for a scheme, with values that say what they are."""
    if scheme.kind == "bearer":
        return 'auth.Bearer("my-token")'
    if scheme.kind == "basic":
        return 'auth.Basic("user", "password")'
    if scheme.kind == "headers":
        values = (f'{name}="{name.strip("_")}"' for name, _ in scheme.arguments)
        return f"auth.{scheme.class_name}({', '.join(values)})"
    return f'auth.{scheme.class_name}("my-key")'


def _text(scheme: SchemeView) -> str:
    where = {
        "bearer": "a bearer token",
        "basic": "HTTP basic",
        "headers": f"the headers {' and '.join(scheme.headers)}",
    }
    place = "query parameter" if scheme.kind == "query" else scheme.kind
    return where.get(scheme.kind, f"the {place} {scheme.carrier}")
