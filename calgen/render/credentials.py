"""Names of the classes in `auth.py`: one for each way to authenticate, and for each way
to get a token."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence

from calgen.frozen import Table
from calgen.ir import AuthScheme
from calgen.naming import pascal
from calgen.render.grants import GRANTS, grants_in

# The classes of the runtime beside those that get tokens.
_OWN = {"ApiKey", "Auth", "Authorization", "Basic", "Bearer", "Headers", "Tokens"}
_KEYS = ("header", "query", "cookie", "headers")
_LEGAL = re.compile("[A-Z][0-9A-Za-z_]*")
# What a name says that every scheme of OAuth could say.
_PLAIN = re.compile(r"O?[Aa]uth\d*(?:Security|Scheme)?$")


def class_names(schemes: Sequence[AuthScheme], frozen: Table) -> dict[str, str]:
    """Scheme, or `<class of the runtime> of <scheme>` -> its class. `frozen` has those
    of an earlier run, which stand; where one scheme alone gets tokens, its classes are
    called as those of the runtime, else by their scheme."""
    grants = [(each.name, base) for each in schemes for base, _ in grants_in(each)]
    found = _kept([*_keys(schemes), *(grant_key(*each) for each in grants)], frozen)
    taken = {*_OWN, *found.values()}
    alone = len({name for name, _ in grants}) == 1
    for name, base in grants:
        key = grant_key(name, base)
        if key not in found:
            plain = alone and base not in found.values()
            found[key] = base if plain else _grant(name, base, taken)
            taken.add(found[key])
    taken.update(GRANTS)
    for scheme in schemes:
        if scheme.name not in found:
            found[scheme.name] = _key(scheme, taken)
            taken.add(found[scheme.name])
    return found


def remembered(schemes: Sequence[AuthScheme], frozen: Table) -> dict[str, str]:
    """The classes that are made, for the lock."""
    keys = {*_keys(schemes)}
    bare = {each.name for each in schemes} - keys
    names = class_names(schemes, frozen)
    return {key: name for key, name in names.items() if key not in bare}


def grant_key(scheme: str, base: str) -> str:
    """What stands for a class that gets tokens."""
    return f"{base} of {scheme}"


def _keys(schemes: Iterable[AuthScheme]) -> list[str]:
    """The schemes that have a class of their own."""
    return [each.name for each in schemes if each.kind in _KEYS]


def _kept(keys: Iterable[str], frozen: Mapping[str, str]) -> dict[str, str]:
    """The names of the lock that can stand, each for one class."""
    found: dict[str, str] = {}
    for key in keys:
        name = frozen.get(key, "")
        base = name in GRANTS and not key.startswith(f"{name} of ")
        legal = _LEGAL.fullmatch(name) and not keyword.iskeyword(name)
        if legal and not base and name not in {*_OWN, "Endpoints", *found.values()}:
            found[key] = name
    return found


def _key(scheme: AuthScheme, taken: set[str]) -> str:
    """One that another has taken says its kind as well."""
    plain = pascal(scheme.name)
    name = plain if plain.endswith("Auth") else f"{plain}Auth"
    while name in taken:
        name = f"{name.removesuffix('Auth')}{pascal(scheme.kind)}Auth"
    return name


def _grant(scheme: str, base: str, taken: set[str]) -> str:
    whole = pascal(scheme)
    name = f"{_PLAIN.sub('', whole)}{base}"
    while name in taken:
        name, whole = f"{whole}{base}", f"{whole}{base}"
    return name
