"""CG001 to CG016: reading inputs, and making one API of many."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG001",
        "error",
        "an input cannot be read",
        "A file or folder that was named does not exist, or the system refuses to read "
        "it. Nothing is generated: leaving an input out would delete its calls.",
        "Check the path after -i, or `inputs` in the settings, and the file's rights.",
        "calgen generate -i specs/misspelt.yaml",
    ),
    Code(
        "CG002",
        "error",
        "there are no inputs",
        "Neither the command line nor the settings name an input, or what they name holds "
        "no API description; standard input also needs a name.",
        "Name a document, page or folder with -i, or `inputs` in calgen.toml. Give "
        "--stdin-name with -i -, as its ending tells what kind of text it is.",
        "calgen generate -i - < openapi.yaml",
    ),
    Code(
        "CG003",
        "error",
        "an input cannot be parsed",
        "The text is not UTF-8, or not YAML 1.2 or JSON: a tab as indentation, a bracket "
        "that never closes, the same key twice in one mapping.",
        "Correct the text at the place that is shown.",
        "paths:\n  /books: {}\n  /books: {}",
    ),
    Code(
        "CG004",
        "error",
        "an input describes no API",
        "A file that was named by its own path has neither `openapi` nor `swagger` nor "
        "`paths`, or is a page without a fenced OpenAPI block. In a folder such a file "
        "is left alone if it is no page.",
        "Name the right file, or leave this one out of the inputs.",
        "calgen generate -i package.json",
    ),
    Code(
        "CG005",
        "warning",
        "a page announces one operation and describes another",
        "The line that opens a fenced block names a method and a path that the block does "
        "not hold. What the block describes is used.",
        "Correct the announcement, or the block.",
        "```yaml GET /books\npaths:\n  /authors:\n    get: {}\n```",
    ),
    Code(
        "CG006",
        "error",
        "a document is nested too deeply",
        "Its parts stand in one another more deeply than can be followed.",
        "Give the inner parts names under `components`, and refer to them.",
        "[[[[[[ … a thousand brackets … ]]]]]]",
    ),
    Code(
        "CG007",
        "error",
        "a text holds no operation",
        "A plain text is read as a documentation dump or as a copied reference page; this "
        "one is neither.",
        "Leave the text out of the inputs, or copy the whole page, its `curl` command "
        "included.",
        "calgen generate -i notes.txt",
    ),
    Code(
        "CG008",
        "warning",
        "a path has lost the name of a parameter",
        "Some export took the braces out of a page, and with them the name of a path "
        "parameter. The path is used as it stands.",
        "Add the operation's own page or document to the inputs: the fuller one wins.",
        "GET /v2/books//reviews",
    ),
    Code(
        "CG009",
        "warning",
        "parameters without names are left out",
        "A copied page lists parameters or fields, but their names were lost in copying. "
        "calgen does not invent names.",
        "Add a document or page that names them.",
        "Query Parameters\nstring\nThe author to look for.",
    ),
    Code(
        "CG010",
        "warning",
        "a component has different bodies",
        "Two documents define a component of one name differently. The body that had the "
        "name in the lock keeps it, else the one that most documents share; the other is "
        "named after its document.",
        "Make the bodies equal, or take one document out of the inputs.",
        "one.yaml: components.schemas.Book with a title\n"
        "two.yaml: components.schemas.Book with a name",
    ),
    Code(
        "CG012",
        "error",
        "an operation is described twice, differently",
        "Two inputs describe one method and path at one version, and not alike. Either "
        "could be right, so nothing is generated.",
        "Take one of the two out of the inputs.",
        "one.yaml and two.yaml: GET /books, one with and one without `limit`",
    ),
    Code(
        "CG013",
        "warning",
        "two descriptions of an operation state different facts",
        "Two inputs describe an operation alike, but their texts state different scopes, "
        "roles, limits or versions. The facts of the fuller text are used.",
        "Bring the texts in line, or take one of the inputs out.",
        "one.md: The `books.read` scope is required.\n"
        "two.md: The `books.write` scope is required.",
    ),
    Code(
        "CG014",
        "info",
        "a dump is cut off",
        "The text ends inside the heading of a section. What stands before it is used.",
        "Export the text again if operations are missing.",
        "# Delete a boo",
    ),
    Code(
        "CG015",
        "warning",
        "an example is not JSON",
        "The answer of a copied page is inferred from its example, and that cannot be "
        "read. The call's answer may be any value.",
        "Correct the example, or copy the page again.",
        '{"title": "Emma", …',
    ),
    Code(
        "CG016",
        "warning",
        "two texts state a different fact",
        "Two partial descriptions of one operation disagree. The fact of the better known "
        "operation is used.",
        "Bring the texts in line, or take one of them out of the inputs.",
        "dump.txt: limited to 60 requests per minute\n"
        "page.txt: limited to 10 requests per minute",
    ),
    Code(
        "CG017",
        "error",
        "a version of Swagger that is not read",
        "Swagger before 2.0 is another language, spread over several files. Swagger 2.0 "
        "and every OpenAPI 3 are read.",
        "Convert the document to Swagger 2.0 or OpenAPI 3.",
        "swagger: '1.2'",
    ),
    Code(
        "CG018",
        "info",
        "webhooks and callbacks are not the client's to call",
        "A webhook or a callback describes a request that the server sends. The client "
        "has no method for it.",
        "Nothing has to be done.",
        "webhooks: {bookCreated: {post: …}}",
    ),
    Code(
        "CG019",
        "warning",
        "a part of the document has no counterpart",
        "Documents of every version are brought to one form, that of OpenAPI 3.1. This "
        "part cannot be said in it; the message tells what is used instead, or left out.",
        "Describe the same with what the hint names.",
        "parameters: [{in: query, name: ids, type: array, collectionFormat: tsv}]",
    ),
)
