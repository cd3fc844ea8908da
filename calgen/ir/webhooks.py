"""What the server calls: events, how they are told apart, and how they are signed."""

from __future__ import annotations

from typing import Literal

from calgen.ir.types import TypeRef
from calgen.naming import Name
from calgen.record import record

SignatureForm = Literal["hex", "base64", "standard", "timed"]


@record(kw_only=False)
class Tag:
    """What shows an event."""

    where: Literal["header", "body"]
    """A header, or a property at the top of the body."""
    name: str
    """Its wire name."""
    values: tuple[str, ...]
    """The values that it has then."""


@record
class Webhook:
    """One request of the server."""

    name: Name
    """The name that the document gives it."""
    type: TypeRef
    """What its body is."""
    tags: tuple[Tag, ...] = ()
    """What shows that it is this one; () where nothing does."""
    doc: str = ""
    """What the document says of it; '' for nothing."""


@record
class Signature:
    """How the server signs: an HMAC over the raw body, in a header."""

    header: str
    """The name of the header."""
    form: SignatureForm
    """What the header holds: `hex` and `base64` are the digest behind `prefix`;
    `standard` is that of the Standard Webhooks (id, time and body are signed), `timed` is
    `t=TIME,v1=HEX` (time and body are)."""
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    """The hash of the HMAC."""
    prefix: str = ""
    """What stands before the digest; '' for nothing."""


@record
class Webhooks:
    """All that the server calls."""

    events: tuple[Webhook, ...]
    """The requests, one for each event."""
    signature: Signature | None = None
    """How they are signed; None where nobody says."""
    time: str | None = None
    """The property of a body that says when it was sent; None where nobody names it."""
