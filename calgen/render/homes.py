"""The classes of resources and clients: their names, and where they are imported from."""

from __future__ import annotations

from calgen.extensions import Extensions
from calgen.record import record

CLIENTS = ("AsyncClient", "Client")
FOLDERS = ("aio", "resources")
# What the modules of the client and of its resources import or define themselves.
_TAKEN_CLASSES = frozenset(
    {
        "Any",
        "AsyncBaseClient",
        "AsyncClient",
        "AsyncPage",
        "AsyncResource",
        "AsyncStream",
        "BaseClient",
        "Client",
        "Literal",
        "Mapping",
        "Page",
        "RateLimit",
        "RequestOptions",
        "Resource",
        "SchemeSpec",
        "Sequence",
        "ServerSentEvent",
        "Settings",
        "Stream",
        "Unset",
        "Upload",
    }
)


def class_name(name: str) -> str:
    """The class of a resource that is called so."""
    # The client knows the async twin of `Search` as `AsyncSearch`.
    taken = name in _TAKEN_CLASSES or name.startswith("Async")
    return f"{name}Calls" if taken else name


@record(kw_only=False)
class Home:
    """Where the class of a resource is imported from: a generated module, or one that
    was written by hand."""

    outside: str
    """The module as the package's own modules import it: `.resources.orders`."""
    inside: str
    """The module as those of `resources` or `aio` import it: `.orders`."""
    name: str
    """The class that is imported."""
    generated: str
    """The name that the generated class has, and that others know it by."""

    @property
    def imported(self) -> str:
        """`Name`, or `Other as Name`."""
        return self.named(self.generated)

    def named(self, name: str) -> str:
        """What is imported to have the class under that name."""
        return name if name == self.name else f"{self.name} as {name}"


def homes_of(module: str, name: str, extensions: Extensions) -> dict[str, Home]:
    """The homes of a resource's class, by folder."""
    return {folder: _home(folder, module, name, extensions) for folder in FOLDERS}


def _home(folder: str, module: str, name: str, extensions: Extensions) -> Home:
    one = extensions.classes.get(f"{folder}.{module}.{name}")
    if one is None:
        return Home(f".{folder}.{module}", f".{module}", name, name)
    return Home(f".{one.module}", f"..{one.module}", one.name, name)


def client_homes(extensions: Extensions) -> tuple[tuple[str, str], ...]:
    """(name of a client, the module that it is imported from), sorted."""
    found = [(name, extensions.classes.get(f"client.{name}")) for name in CLIENTS]
    return tuple((name, f".{one.module}" if one else ".client") for name, one in found)
