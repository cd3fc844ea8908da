"""The facts of an operation as data: what `inspect` prints and the lock remembers."""

from __future__ import annotations

from collections.abc import Iterator

from calgen.ir import (
    Api,
    Field,
    Json,
    JsonValue,
    Operation,
    Origin,
    Pagination,
    Parameter,
    RateLimit,
    Sourced,
    Success,
    TypeRef,
)
from calgen.layout import flat
from calgen.render.annotations import Annotator

_RESULTS = Annotator({})


def operation_data(operation: Operation) -> Json:
    """One operation, its facts without their origins."""
    access = operation.access
    version, limit = operation.version, operation.limit
    return {
        "method": operation.method,
        "path": operation.path.text,
        "operation_id": operation.id or None,
        "name": operation.dotted,
        "tag": operation.tag,
        "version": (
            {
                "header": version.value.header,
                "value": version.value.value,
                "if_missing": version.value.if_missing,
            }
            if version
            else None
        ),
        "scopes": [each.value for each in access.scopes],
        "scope_choices": [list(each) for each in access.scope_choices],
        "oauth": access.oauth.value if access.oauth else None,
        "roles": [each.value for each in access.roles],
        "permissions": [each.value for each in access.permissions],
        "plan": access.plan.value if access.plan else None,
        "rate_limit": _limit(limit),
        "retry_after": operation.retry_after is not None,
        "idempotency": (
            {
                "in": operation.idempotency.value.where,
                "name": operation.idempotency.value.name,
            }
            if operation.idempotency
            else None
        ),
        "pagination": (
            _pagination(operation.pagination.value) if operation.pagination else None
        ),
        "deprecated": operation.deprecated is not None,
        "replacement": (operation.deprecated.value if operation.deprecated else "")
        or None,
        "deprecated_arguments": {
            name: instead or None for name, instead in deprecated_arguments(operation)
        },
        "auth": [list(each) for each in access.schemes],
        "bearers": [each.value for each in access.bearers],
        "returns": _returned(operation.success),
        "partial": operation.partial,
        "parameters": [
            {"name": p.name.wire, "in": p.where, "required": p.required}
            for p in operation.parameters
        ],
    }


def _returned(success: Success) -> str:
    if success.stream is not None and success.only_streams:
        return f"Stream[{_result(success.stream.item)}]"
    return _result(success.type)


def _result(kind: TypeRef) -> str:
    return flat(_RESULTS.result(kind)).replace("models.", "")


def api_data(api: Api) -> Json:
    """What is known of the API as a whole: its default limit, and how roles and scopes
    stand to each other."""
    return {
        "limit": _limit(api.limit),
        "roles": {level: list(roles) for level, roles in api.roles.levels},
        "roles_pass": {level: list(roles) for level, roles in api.roles.passes},
        "scope_implies": dict(api.scope_implies),
    }


def _limit(limit: Sourced[RateLimit] | None) -> JsonValue:
    if limit is None:
        return None
    return {
        "requests": limit.value.requests,
        "per_seconds": limit.value.per_seconds,
        "block_seconds": limit.value.block_seconds,
        "subject": limit.value.subject,
    }


def deprecated_arguments(operation: Operation) -> Iterator[tuple[str, str]]:
    """Deprecated parameters and body fields: wire name, and what replaces it or ''."""
    arguments: list[Parameter | Field] = [*operation.parameters]
    if operation.body and operation.body.fields:
        arguments += operation.body.fields
    for each in arguments:
        if each.deprecated:
            yield each.name.wire, each.instead


def _pagination(found: Pagination) -> Json:
    parameters: Json = dict(found.parameters)
    fields: Json = {role: list[JsonValue](path) for role, path in found.fields}
    return {"style": found.style, "parameters": parameters, "fields": fields}


def origins(operation: Operation) -> Iterator[tuple[str, list[Origin]]]:
    """(fact, its origins) for every fact that somebody states."""
    access = operation.access
    single = {
        "version": operation.version,
        "plan": access.plan,
        "oauth": access.oauth,
        "rate_limit": operation.limit,
        "retry_after": operation.retry_after,
        "pagination": operation.pagination,
        "deprecated": operation.deprecated,
        "idempotency": operation.idempotency,
    }
    many = {
        "scopes": access.scopes,
        "roles": access.roles,
        "permissions": access.permissions,
        "bearers": access.bearers,
    }
    for name, fact in single.items():
        if fact is not None:
            yield name, [fact.origin]
    for name, facts in many.items():
        if facts:
            yield name, [each.origin for each in facts]
