"""What a profile knows of webhooks: how they are signed, and those no document has."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal

from calgen.ir import Signature, SignatureForm
from calgen.profile.checked import Data
from calgen.profile.recognisers import Pattern
from calgen.record import record


@record
class SignatureRule(Data):
    """How requests are signed: see `Signature` in the IR. `header` is a pattern where it
    is looked for among the headers that a document declares."""

    header: Pattern
    form: SignatureForm
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    prefix: str = ""

    def made(self, header: str) -> Signature:
        """The signature that stands in a header of this name."""
        return Signature(
            header=header,
            form=self.form,
            algorithm=self.algorithm,
            prefix=self.prefix,
        )


@record
class WebhookRules(Data):
    """`signature` is the API's; `signatures` are those that a header's name shows.

    `events` are the webhooks of an API whose documents have none, as OpenAPI writes them
    and without references. `time` is the property of a body that says when it was sent.
    """

    signature: SignatureRule | None = None
    signatures: tuple[SignatureRule, ...] = ()
    events: dict[str, Any] = field(default_factory=dict)
    time: str | None = None
