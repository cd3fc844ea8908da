"""Policy data about one API: what its documents mean beyond what OpenAPI says.

A profile is a folder with `profile.yaml` (and, for long lists, `names.yaml`). It says how
facts are recognised, never what the version of a route is.
"""

from __future__ import annotations

from calgen.profile.data import (
    DEFAULT,
    AuthRule,
    Envelope,
    Extensions,
    IdempotencyRules,
    LimitRule,
    Match,
    OAuthRules,
    PaginationRules,
    Profile,
    RoleRules,
    ScopeRules,
    VersionRules,
)
from calgen.profile.load import Looks, available, choose, load
from calgen.profile.recognisers import FACT_FIELDS, OF_OPERATIONS, FactKind, Recogniser
from calgen.profile.webhooks import SignatureRule, WebhookRules

__all__ = [
    "DEFAULT",
    "FACT_FIELDS",
    "OF_OPERATIONS",
    "AuthRule",
    "Envelope",
    "Extensions",
    "FactKind",
    "IdempotencyRules",
    "LimitRule",
    "Looks",
    "Match",
    "OAuthRules",
    "PaginationRules",
    "Profile",
    "Recogniser",
    "RoleRules",
    "ScopeRules",
    "SignatureRule",
    "VersionRules",
    "WebhookRules",
    "available",
    "choose",
    "load",
]
