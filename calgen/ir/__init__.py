"""The intermediate representation: one API, frozen, ready to be rendered.

Normalisation finishes it before the first template runs. Names are decided once and kept
beside their wire form; every policy fact carries its origin; no Python source text here.
"""

from __future__ import annotations

from calgen.ir.api import Api, AuthKind, AuthScheme, FlowKind, Ledger, OAuthFlow
from calgen.ir.facts import (
    Access,
    IdempotencyKey,
    OAuth,
    PageStyle,
    Pagination,
    RateLimit,
    Roles,
    VersionHeader,
)
from calgen.ir.json import Json, JsonValue
from calgen.ir.operations import (
    Body,
    Doc,
    Field,
    Limits,
    Operation,
    Parameter,
    ParameterPlace,
    PathTemplate,
    Resource,
    Streamed,
    Success,
    Switch,
)
from calgen.ir.origin import How, Origin, Sourced
from calgen.ir.types import (
    Enum,
    ListOf,
    MapOf,
    Model,
    Nullable,
    Scalar,
    ScalarKind,
    Schema,
    TypeRef,
    Union,
)
from calgen.ir.webhooks import Signature, SignatureForm, Tag, Webhook, Webhooks

__all__ = [
    "Access",
    "Api",
    "AuthKind",
    "AuthScheme",
    "Body",
    "Doc",
    "Enum",
    "Field",
    "FlowKind",
    "How",
    "IdempotencyKey",
    "Json",
    "JsonValue",
    "Ledger",
    "Limits",
    "ListOf",
    "MapOf",
    "Model",
    "Nullable",
    "OAuth",
    "OAuthFlow",
    "Operation",
    "Origin",
    "PageStyle",
    "Pagination",
    "Parameter",
    "ParameterPlace",
    "PathTemplate",
    "RateLimit",
    "Resource",
    "Roles",
    "Scalar",
    "ScalarKind",
    "Schema",
    "Signature",
    "SignatureForm",
    "Sourced",
    "Streamed",
    "Success",
    "Switch",
    "Tag",
    "TypeRef",
    "Union",
    "VersionHeader",
    "Webhook",
    "Webhooks",
]
