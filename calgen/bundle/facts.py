"""What is known of an operation beyond OpenAPI, as `x-` keys that are read back."""

from __future__ import annotations

from calgen.ir import Json, JsonValue, Operation
from calgen.normalise import extensions as keys


def fact_keys(operation: Operation, *, secured: bool, scoped: bool) -> Json:
    """The keys of one operation, sorted.

    `secured`: its scopes stand in its `security`. `scoped`: a rule says what it means to
    state no scope; it held in some of the inputs only, so every operation tells.
    """
    access = operation.access
    made: Json = {
        keys.BEARERS: [each.value for each in access.bearers],
        keys.ROLES: [each.value for each in access.roles],
        keys.PERMISSIONS: [each.value for each in access.permissions],
        keys.PLAN: access.plan.value if access.plan else None,
        keys.SCOPES: None if secured else _scopes(operation),
        keys.LIMIT: _limit(operation),
    }
    if operation.retry_after and operation.retry_after.origin.how == "note":
        made[keys.RETRY_AFTER] = True
    if operation.deprecated:
        made[keys.REPLACED_BY] = operation.deprecated.value
    if operation.version:
        made[keys.IF_MISSING] = operation.version.value.if_missing
    key = operation.idempotency
    if key and key.value.where == "body" and key.origin.how == "note":
        made[keys.IDEMPOTENCY] = key.value.name
    made = {name: value for name, value in made.items() if value}
    if not access.scopes and (access.oauth or scoped):
        made[keys.OAUTH] = access.oauth.value if access.oauth else None
    return dict(sorted(made.items()))


def _scopes(operation: Operation) -> JsonValue:
    choices = operation.access.scope_choices
    names: list[JsonValue] = [each.value for each in operation.access.scopes]
    if len(choices) > 1 and all(len(each) == 1 for each in choices):
        return {"any": names}
    return names


def _limit(operation: Operation) -> Json | None:
    if operation.limit is None:
        return None
    limit = operation.limit.value
    stated: Json = {
        "requests": limit.requests,
        "per_seconds": limit.per_seconds,
        "block_seconds": limit.block_seconds,
        "subject": limit.subject,
    }
    return {key: value for key, value in stated.items() if value is not None}
