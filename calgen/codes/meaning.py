"""CG020 to CG067: references, policy, settings and names."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG020",
        "warning",
        "a reference leads nowhere",
        "What a `$ref` names does not exist. A schema becomes any value, a parameter is "
        "left out; the operation counts as degraded.",
        "Define what is missing under `components`, or correct the reference.",
        "schema: {$ref: '#/components/schemas/Misspelt'}",
    ),
    Code(
        "CG021",
        "warning",
        "a reference is not followed",
        "A `$ref` names an address, or a file outside of the inputs' folders (the folder "
        "that was named, or the one of a file that was named). Such things are read only "
        "where somebody allowed it by name. Any value is taken there.",
        "Pass the flag in the hint, or write the same into the setting `allow-remote`; "
        "or add the file to the inputs.",
        "schema: {$ref: 'https://example.org/schemas/book.json'}\n"
        "calgen generate -i api.yaml --allow-remote https://example.org/schemas/",
    ),
    Code(
        "CG022",
        "warning",
        "a parameter is in a place that OpenAPI does not have",
        "`in` is none of path, query, header and cookie (`body` and `formData` are of "
        "Swagger 2). The parameter is left out.",
        "Correct `in`, or describe the value as the request body.",
        "{name: book, in: body}",
    ),
    Code(
        "CG023",
        "warning",
        "a path parameter has no place in the path",
        "A parameter says `in: path`, but the path has no part of its name. It is left "
        "out, since there is nowhere to put it.",
        "Add the part to the path, correct the name, or remove the parameter.",
        "/books:\n  get:\n    parameters: [{name: id, in: path, required: true}]",
    ),
    Code(
        "CG024",
        "warning",
        "a part of the path is not declared as a parameter",
        "The path, or the query in its key, has a part in braces that no parameter "
        "describes. The call takes it as a string.",
        "Declare the parameter.",
        "/books/{id}:\n  get: {responses: {'204': {description: done}}}",
    ),
    Code(
        "CG025",
        "warning",
        "a schema refers to something that is no schema",
        "The models engine met a reference that leads to no schema. Any value is taken.",
        "Define the schema, or correct the reference.",
        "items: {$ref: '#/components/responses/Book'}",
    ),
    Code(
        "CG026",
        "info",
        "a default does not fit its type",
        "Defaults are told to people and never sent unasked, so this one is ignored. "
        "`calgen lint` reports the same as CG081.",
        "Correct the default, or the type.",
        "{type: integer, default: ten}",
    ),
    Code(
        "CG027",
        "warning",
        "a parameter has a style that its place does not have",
        "`style` is none of those that OpenAPI has for the parameter's place. The "
        "default of the place is used.",
        "Correct `style`, or remove it.",
        "{name: ids, in: query, style: matrix}",
    ),
    Code(
        "CG028",
        "warning",
        "a file that a reference names cannot be read",
        "The file, or what the address answers, is not YAML or JSON, is too large or "
        "cannot be had at all. Any value is taken there.",
        "Correct the file or the reference; save what an address gives among the inputs.",
        "schema: {$ref: book.yaml}   # and book.yaml holds a bracket that never closes",
    ),
    Code(
        "CG029",
        "warning",
        "a part of a document cannot be used",
        "It is of another type than OpenAPI has in its place, such as a list where an "
        "object is wanted, or lacks the name that it needs. It is left out; an operation "
        "that is one counts as dropped, one that has one as degraded.",
        "Write what the message asks for.",
        "paths:\n  /books:\n    get: [list, all, books]",
    ),
    Code(
        "CG030",
        "error",
        "a profile is not valid",
        "The profile cannot be read, or its data is not what a profile holds.",
        "Correct the profile at the place that is shown.",
        "recognisers:\n  - {fact: speed, pattern: fast}",
    ),
    Code(
        "CG031",
        "error",
        "there is no such profile",
        "--profile, or `profile` in the settings, names neither a profile of calgen's "
        "own nor a folder with profile.yaml.",
        "Use one of the names in the hint, or the path of a folder.",
        "calgen inspect --profile misspelt",
    ),
    Code(
        "CG032",
        "warning",
        "two profiles fit the document",
        "What the documents show fits more than one profile; the first is used.",
        "Choose with --profile, or `profile` in the settings.",
        "two profiles whose `match` fits the same server",
    ),
    Code(
        "CG040",
        "error",
        "the settings cannot be read",
        "The settings file does not exist, or is not TOML.",
        "Check the path after --config, and the file at the place that is shown.",
        "calgen generate --config misspelt.toml",
    ),
    Code(
        "CG041",
        "error",
        "there is no such client",
        "--client names a client that the settings do not have.",
        "Use a name under `clients` in the settings.",
        "calgen generate --client misspelt",
    ),
    Code(
        "CG042",
        "error",
        "a setting is not valid",
        "A setting is unknown, or its value is of the wrong kind.",
        "Correct the setting; the message says what it takes.",
        "[tool.calgen]\ninputs = 'specs'   # a list of strings is wanted",
    ),
    Code(
        "CG043",
        "error",
        "another version of calgen is required",
        "`required-version` in the settings excludes this version, whose output could "
        "differ.",
        "Install a version that fits, or change the setting.",
        "required-version = '>=99'",
    ),
    Code(
        "CG044",
        "error",
        "the package's name cannot be imported",
        "The name is a keyword, or holds what a Python name cannot.",
        "Use letters, digits and underscores.",
        "calgen generate --package my-client",
    ),
    Code(
        "CG045",
        "error",
        "the folder of templates cannot be used",
        "`templates` names no folder, or one that the output lies in: what a run writes "
        "would be templates of the next.",
        "Correct the path, which is relative to the settings file; give `output` a folder "
        "of its own.",
        "[tool.calgen]\ntemplates = 'misspelt'",
    ),
    Code(
        "CG060",
        "info",
        "operations are left out",
        "`include` or `exclude` keep operations out of the client.",
        "Nothing, if that was meant.",
        "calgen generate --exclude 'admin.*'",
    ),
    Code(
        "CG061",
        "warning",
        "`rename` names an operation that no input describes",
        "A hand-given name has lost its operation.",
        "Remove the line from `rename`, or correct its method and path.",
        "[tool.calgen.rename]\n'GET /misspelt' = 'books.list'",
    ),
    Code(
        "CG062",
        "error",
        "there is no such operation",
        "The name after `calgen inspect` is no call, operationId or route.",
        "Use a name that `calgen inspect` lists.",
        "calgen inspect books.misspelt",
    ),
    Code(
        "CG063",
        "error",
        "operations cannot be named",
        "A hand-given name is no dotted path of Python names, or two operations would "
        "share one.",
        "Correct `rename` in the settings.",
        "[tool.calgen.rename]\n'GET /books' = 'books..list'",
    ),
    Code(
        "CG064",
        "error",
        "a warning ended the run",
        "With --strict a warning is an error, and nothing is written.",
        "Mend what the warnings name, or run without --strict.",
        "calgen generate --strict",
    ),
    Code(
        "CG065",
        "warning",
        "a pattern fits no operation",
        "A pattern of `include` or `exclude` fits no operation. A pattern is bare (any of "
        "name, route, operationId or tag), or says what it is about: `name:`, `path:`, "
        "`method:`, `id:`, `tag:`, `version:`, `deprecated`.",
        "Correct the pattern, or remove it.",
        "exclude = ['tag:Internl', 'path:/v2/intern/**']",
    ),
    Code(
        "CG066",
        "warning",
        "a name was pushed aside",
        "`rename` gave one operation the name that another one had by rule.",
        "Name the other one as well.",
        "[tool.calgen.rename]\n'GET /books' = 'books.get'",
    ),
    Code(
        "CG067",
        "error",
        "no operation is left",
        "A client without a call would replace the one that is there.",
        "Describe a call under `paths`; check `include` and `exclude`.",
        "calgen generate --include 'nothing.*'",
    ),
    Code(
        "CG068",
        "warning",
        "a call cannot keep its name",
        "The lock remembers a name that Python, the client or another call does not "
        "allow any more.",
        "Give the call a name under `rename`, or take the name out of the lock.",
        "calgen.lock: names: operations: GET /books: books.class",
    ),
    Code(
        "CG069",
        "warning",
        "a model cannot keep its name",
        "The lock remembers a name that Python or another model does not allow any more.",
        "Correct `names` in the lock, or take the name out of it.",
        "calgen.lock: names: schemas: schemas/Book: class",
    ),
)
