"""Signatures of webhooks: an HMAC over the raw body, compared in constant time."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from time import time
from typing import Final, Literal, NamedTuple

Body = bytes | bytearray | memoryview | str
Secret = str | bytes | Iterable[str | bytes]

TOLERANCE: Final = 300.0
_MARK: Final = "whsec_"


class SignatureError(ValueError):
    """A request that nobody who knows the secret has signed, or one that is too old."""


class Signature(NamedTuple):
    """How the server signs.

    `hex` and `base64` are the digest of the body behind `prefix`. `standard` signs
    `ID.TIME.BODY` with the fields of the Standard Webhooks, `timed` signs `TIME.BODY`
    and is written `t=TIME,v1=HEX`.
    """

    header: str
    form: Literal["hex", "base64", "standard", "timed"] = "hex"
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"
    prefix: str = ""

    @property
    def dated(self) -> bool:
        """Whether the time is signed as well, so that old requests can be told."""
        return self.form in ("standard", "timed")

    def verify(
        self,
        body: Body,
        headers: Mapping[str, str],
        secret: Secret,
        *,
        tolerance: float | None = TOLERANCE,
        now: float | None = None,
    ) -> None:
        """Raise SignatureError unless the body was signed with the secret.

        `body` is what came over the wire, byte for byte: parsing it and writing it again
        changes it. Of several secrets (while one takes the place of another) any one
        will do. A time that is signed may be `tolerance` seconds from `now` (seconds
        since 1970); None takes any.
        """
        content = body.encode() if isinstance(body, str) else bytes(body)
        fields = {name.lower(): value for name, value in headers.items()}
        given = fields.get(self.header.lower())
        if not given:
            raise SignatureError(f"the request has no header {self.header}")
        signed, moment, sent = self._parts(content, given, fields)
        keys = list(_keys(secret, decoded=self.form == "standard"))
        if not keys:
            raise ValueError("the secret is empty")
        # Every pair is compared, so that time does not tell which one is right.
        hits = [
            hmac.compare_digest(self._text(key, signed).encode(), each.encode())
            for key in keys
            for each in sent
        ]
        if not any(hits):
            raise SignatureError("the signature does not fit the body and the secret")
        if moment is not None and tolerance is not None:
            check_age(moment, tolerance, now)

    def sign(
        self,
        body: Body,
        secret: str | bytes,
        *,
        id: str = "msg_test",
        now: float | None = None,
    ) -> dict[str, str]:
        """The headers that the server would send with a body: for tests."""
        content = body.encode() if isinstance(body, str) else bytes(body)
        moment = str(int(time() if now is None else now))
        (key,) = _keys(secret, decoded=self.form == "standard")
        if self.form == "standard":
            root = self.header[: -len("signature")]
            text = self._text(key, f"{id}.{moment}.".encode() + content)
            return {
                f"{root}id": id,
                f"{root}timestamp": moment,
                self.header: f"v1,{text}",
            }
        if self.form == "timed":
            text = self._text(key, f"{moment}.".encode() + content)
            return {self.header: f"t={moment},v1={text}"}
        return {self.header: self.prefix + self._text(key, content)}

    def _text(self, key: bytes, signed: bytes) -> str:
        made = hmac.new(key, signed, getattr(hashlib, self.algorithm))
        if self.form in ("base64", "standard"):
            return b64encode(made.digest()).decode()
        return made.hexdigest()

    def _parts(
        self, content: bytes, given: str, fields: Mapping[str, str]
    ) -> tuple[bytes, float | None, list[str]]:
        """What is signed, when it was sent, and the signatures that stand there."""
        if self.form == "standard":
            root = self.header[: -len("signature")].lower()
            id, moment = fields.get(f"{root}id"), fields.get(f"{root}timestamp")
            if not id or not moment:
                raise SignatureError(f"the request has no {root}id or {root}timestamp")
            pairs = [each.partition(",") for each in given.split()]
            sent = [text for version, _, text in pairs if version == "v1"]
            signed = f"{id}.{moment}.".encode() + content
            return signed, _number(moment), sent
        if self.form == "timed":
            split = [each.strip().partition("=") for each in given.split(",")]
            moment = next((value for key, _, value in split if key == "t"), "")
            sent = [value for key, _, value in split if key == "v1"]
            return f"{moment}.".encode() + content, _number(moment), sent
        if not given.startswith(self.prefix):
            raise SignatureError(f"{self.header} does not begin with {self.prefix}")
        plain = given[len(self.prefix) :].strip()
        return content, None, [plain.lower() if self.form == "hex" else plain]


def check_age(moment: float, tolerance: float, now: float | None) -> None:
    """Raise SignatureError for a time that is too far from now: a request that somebody
    has kept and sends again."""
    age = (time() if now is None else now) - moment
    if abs(age) > tolerance:
        where = "old" if age > 0 else "in the future"
        raise SignatureError(f"the request is {abs(age):.0f} seconds {where}")


def _number(moment: str) -> float:
    if not moment.isascii() or not moment.isdigit():
        raise SignatureError("the time of the signature is not a number")
    return float(moment)


def _keys(secret: Secret, *, decoded: bool) -> Iterable[bytes]:
    every = (secret,) if isinstance(secret, (str, bytes)) else secret
    for each in every:
        if not each:
            continue
        if decoded and isinstance(each, str):
            try:
                yield b64decode(each.removeprefix(_MARK), validate=True)
            except binascii.Error as error:
                raise ValueError("the secret is not base64") from error
        else:
            yield each.encode() if isinstance(each, str) else each
