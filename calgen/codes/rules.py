"""CG080 to CG099: the rules of `calgen lint`."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG080",
        "warning",
        "an example is not a value",
        "An example does not fit the schema it illustrates: it is of another type, not "
        "among the values of the `enum`, or a piece of a URL. Readers copy examples.",
        "Write the bare value that a caller would pass.",
        "{name: status, in: query, example: '?status=upcoming', schema: {type: string}}",
    ),
    Code(
        "CG081",
        "warning",
        "a default is not a value",
        "A default does not fit its own schema. calgen never sends it; other tools may, "
        "or may refuse the document.",
        "Correct the default, or the schema.",
        "{type: integer, default: ten}",
    ),
    Code(
        "CG082",
        "warning",
        "a required property is not described",
        "`required` names a property that neither the schema nor its parts describe. Often "
        "a property was renamed and the list forgotten.",
        "Describe the property, or take its name out of `required`.",
        "{type: object, required: [titel], properties: {title: {type: string}}}",
    ),
    Code(
        "CG083",
        "warning",
        "an enum states a value twice",
        "A value stands more than once in an `enum`; JSON Schema asks for distinct ones.",
        "Remove the repetition, or correct one of the two.",
        "{type: string, enum: [new, used, new]}",
    ),
    Code(
        "CG084",
        "warning",
        "two operations share an operationId",
        "OpenAPI asks for unique ones. calgen names calls by their routes; other tools "
        "drop one of the two.",
        "Give each operation an id of its own.",
        "GET /books and GET /authors, both with operationId: list",
    ),
    Code(
        "CG085",
        "info",
        "an operation has no operationId",
        "calgen does not need it; other tools and links between documents do.",
        "Add one.",
        "/books:\n  get: {responses: {'204': {description: done}}}",
    ),
    Code(
        "CG086",
        "info",
        "a component is not used",
        "No operation refers to the component, not even through other components.",
        "Remove it, or refer to it where it was meant.",
        "components:\n  schemas:\n    Forgotten: {type: object}",
    ),
    Code(
        "CG087",
        "warning",
        "an operation has no success answer",
        "`responses` describes no 2xx, 3xx or default answer, so the call returns nothing.",
        "Describe what the operation answers when all is well.",
        "responses: {'404': {description: no such book}}",
    ),
    Code(
        "CG088",
        "warning",
        "an array does not say what it holds",
        "A schema of type array has no `items`; callers get a list of anything.",
        "Add `items`.",
        "{type: array}",
    ),
    Code(
        "CG089",
        "warning",
        "a pattern cannot be compiled",
        "Python's `re` cannot read the pattern. Values are not checked against it.",
        "Correct the pattern; look for unbalanced brackets and `\\p{…}`.",
        "{type: string, pattern: '[a-z'}",
    ),
    Code(
        "CG090",
        "warning",
        "an operation states no scope, and its siblings do",
        "Other operations of the same resource state an OAuth scope; this one states "
        "neither a scope nor that it needs none. A client with least rights cannot know.",
        "State the scope, or that the operation is public.",
        "books.list: The `books.read` scope is required.\nbooks.get: (nothing)",
    ),
    Code(
        "CG091",
        "warning",
        "a path parameter is not required",
        "OpenAPI asks for `required: true` on every path parameter: without a value there "
        "is no path. calgen takes it as required.",
        "Add `required: true`.",
        "{name: id, in: path, schema: {type: string}}",
    ),
    Code(
        "CG092",
        "warning",
        "a parameter is declared twice",
        "One list of parameters has two of one name and place (header names differ in "
        "case at most). The later one is used.",
        "Remove one of the two.",
        "parameters: [{name: limit, in: query}, {name: limit, in: query}]",
    ),
    Code(
        "CG093",
        "warning",
        "the specification and its text disagree",
        "What a description says of scopes or deprecation is not what `security` or "
        "`deprecated` say of the same operation.",
        "Correct the outdated one.",
        "security: [{oauth: [books.read]}]\n"
        "description: The `books.write` scope is required.",
    ),
    Code(
        "CG094",
        "warning",
        "an enum holds a value of another type",
        "A value of an `enum` can never be valid, as the `type` beside it excludes it.",
        "Quote the value or take the quotes away, or correct the type.",
        "{type: integer, enum: ['1', '2']}",
    ),
    Code(
        "CG095",
        "warning",
        "bounds exclude every value",
        "A lower bound lies above the upper one.",
        "Correct the bounds.",
        "{type: integer, minimum: 10, maximum: 1}",
    ),
    Code(
        "CG096",
        "info",
        "no server can be called",
        "The documents name no absolute server address, and the profile has none. The "
        "client asks for `base_url`.",
        "Add `servers` with an absolute URL.",
        "servers: [{url: /api}]",
    ),
    Code(
        "CG097",
        "warning",
        "a security scheme is not declared",
        "`security` names a scheme that `components.securitySchemes` does not have. A "
        "client cannot know how to send the credential.",
        "Declare the scheme, or correct its name.",
        "security: [{misspelt: []}]",
    ),
    Code(
        "CG098",
        "warning",
        "a discriminator does not tell the branches apart",
        "A branch does not have the property that the discriminator names, or the mapping "
        "leads nowhere.",
        "Add the property to every branch, or correct the mapping.",
        "oneOf: [{$ref: '#/components/schemas/Cat'}, …]\n"
        "discriminator: {propertyName: kind}   # Cat has no kind",
    ),
    Code(
        "CG099",
        "info",
        "an ignore in the settings matches nothing",
        "No finding of this run is what the ignore is for. Perhaps it was corrected.",
        "Remove the ignore from `lint.ignore` in the settings.",
        '[[tool.calgen.lint.ignore]]\ncode = "CG083"\nreason = "corrected upstream soon"',
    ),
)
