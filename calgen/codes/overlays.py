"""CG033 to CG038: OpenAPI Overlays."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG033",
        "error",
        "an overlay does not follow the Overlay Specification",
        "The file given with --overlay is not an Overlay document of version 1.0 or 1.1, "
        "or a part of it is not as the specification asks.",
        "Correct the overlay at the place that is shown.",
        "overlay: 1.1.0\ninfo: {title: Corrections, version: '1'}\n"
        "actions:\n  - target: $.paths['/books']\n    updaet: {}",
    ),
    Code(
        "CG034",
        "error",
        "a target is not a JSONPath",
        "`target` and `copy` are JSONPath queries as RFC 9535 defines them. Names with "
        "other signs than letters, digits and `_` stand in brackets and quotes.",
        "Correct the query.",
        "target: $.paths.*.get[?@.x-internal]   # $.paths.*.get[?@['x-internal']]",
    ),
    Code(
        "CG035",
        "warning",
        "an action of an overlay changes nothing",
        "The target selects nothing in any of the documents that the overlay applies to, "
        "after the actions before it. Perhaps the API was corrected meanwhile.",
        "Correct the target, or remove the action.",
        "target: $.paths['/misspelt']\nremove: true",
    ),
    Code(
        "CG036",
        "error",
        "an action of an overlay cannot be done",
        "Objects merge with objects, arrays take further items, plain values replace plain "
        "values; every other pair is an error, and so is a target that selects values of "
        "several kinds, a `copy` that selects not exactly one, and removing the root.",
        "Select exactly what is meant; to change the kind of a value, remove it by one "
        "action and update its parent by the next.",
        "target: $.info.title\nupdate: {text: A title is no object}",
    ),
    Code(
        "CG037",
        "warning",
        "an overlay extends none of the inputs",
        "`extends` names a document that is not among the inputs, so nothing of the "
        "overlay is applied.",
        "Correct `extends`, or leave it out: then the overlay applies to every input.",
        "extends: ./misspelt.yaml",
    ),
    Code(
        "CG038",
        "info",
        "an overlay was applied",
        "Tells how many places its actions select. `inspect` and `lint` show a value that "
        "came from an overlay at its place in the overlay.",
        "Nothing has to be done.",
        "calgen generate --overlay corrections.yaml",
    ),
)
