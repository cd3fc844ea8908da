"""What the server calls: events, how they are told apart, and how they are signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calgen.ir.types import TypeRef
from calgen.naming import Name

SignatureForm = Literal["hex", "base64", "standard", "timed"]


@dataclass(frozen=True, slots=True)
class Tag:
    """What shows an event: a header, or a property at the top of the body, and the values
    that it has then."""

    where: Literal["header", "body"]
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One request of the server, by the name that the document gives it."""

    name: Name
    type: TypeRef
    tags: tuple[Tag, ...] = ()
    doc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the server signs: an HMAC over the raw body, in a header.

    `hex` and `base64` are the digest behind `prefix`; `standard` is that of the Standard
    Webhooks (id, time and body are signed), `timed` is `t=TIME,v1=HEX` (time and body are).
    """

    header: str
    form: SignatureForm
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """All that the server calls. `time` is the property of a body that says when."""

    events: tuple[Webhook, ...]
    signature: Signature | None = None
    time: str | None = None
