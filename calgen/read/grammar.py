"""What stands where in an API description: enough to tell references from data.

A kind is a name, `*name` (a mapping of them) or `[]name` (a list of them). What is not
listed is data, prose or an extension: a `$ref` in it is no reference.
"""

from __future__ import annotations

_METHODS = (
    *("get", "put", "post", "delete", "options", "head", "patch", "trace"),
    "query",
)
_PARAMETER = {
    "schema": "schema",
    "items": "schema",
    "content": "*media",
    "examples": "*example",
}
_SCHEMA = {
    **dict.fromkeys(
        (
            *("items", "additionalProperties", "additionalItems", "not", "contains"),
            *("propertyNames", "unevaluatedProperties", "unevaluatedItems", "if"),
            *("then", "else", "contentSchema"),
        ),
        "schema",
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[]schema"),
    **dict.fromkeys(
        (
            *("properties", "patternProperties", "$defs", "definitions"),
            *("dependentSchemas", "dependencies"),
        ),
        "*schema",
    ),
    "discriminator": "discriminator",
}

# The section of `components` that a kind belongs to; the others are no components.
SECTIONS = {
    "schema": "schemas",
    "mapped": "schemas",
    "parameter": "parameters",
    "response": "responses",
    "requestBody": "requestBodies",
    "header": "headers",
    "example": "examples",
    "link": "links",
    "callback": "callbacks",
    "securityScheme": "securitySchemes",
}

FIELDS: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[]server",
        "tags": "[]tag",
        "paths": "*pathItem",
        "webhooks": "*pathItem",
        "components": "components",
        "definitions": "*schema",
        "parameters": "*parameter",
        "responses": "*response",
        "securityDefinitions": "*securityScheme",
    },
    "components": {
        **{SECTIONS[kind]: f"*{kind}" for kind in SECTIONS if kind != "mapped"},
        "pathItems": "*pathItem",
        "mediaTypes": "*media",
    },
    "pathItem": {
        **dict.fromkeys(_METHODS, "operation"),
        "additionalOperations": "*operation",
        "parameters": "[]parameter",
        "servers": "[]server",
    },
    "operation": {
        "parameters": "[]parameter",
        "requestBody": "requestBody",
        "responses": "*response",
        "callbacks": "*callback",
        "servers": "[]server",
    },
    # A mapping of expressions to path items that may be a reference itself.
    "callback": {},
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": {"content": "*media"},
    "response": {
        "schema": "schema",
        "headers": "*header",
        "content": "*media",
        "links": "*link",
    },
    "media": {
        "schema": "schema",
        "itemSchema": "schema",
        "examples": "*example",
        "encoding": "*encoding",
    },
    "encoding": {"headers": "*header"},
    "schema": _SCHEMA,
    "discriminator": {"mapping": "*mapped"},
}

# How people call a kind in a sentence.
CALLED = {
    "pathItem": "path item",
    "requestBody": "request body",
    "securityScheme": "security scheme",
    "media": "media type",
    "info": "`info`",
    "components": "`components`",
}

# Mappings whose `x-` keys are extensions; elsewhere they may be names.
EXTENSIBLE = {"*pathItem", "*response", "*callback", "callback"}
# Read for people only: what is wrong with them loses nothing.
TOLD = {"example", "*example", "link", "*link"}
