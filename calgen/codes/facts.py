"""CG050 to CG059: facts, and where calls go."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG050",
        "info",
        "nothing was recognised in a note",
        "A note in a description states no fact that calgen knows. The note stays in the "
        "documentation; what it asks for is not part of the client.",
        "If it states a fact, add a recogniser to a profile of your own; else leave it.",
        "<Note>Books are shipped on Mondays.</Note>",
    ),
    Code(
        "CG051",
        "warning",
        "nobody states the value of a version header",
        "An operation takes a version header, and neither the document nor a text says "
        "with which value.",
        "State it as `const`, `default` or in the description. A caller can pass "
        "api_version= to the client or to the call.",
        "{name: api-version, in: header, required: true, schema: {type: string}}",
    ),
    Code(
        "CG052",
        "warning",
        "the sources of a version disagree",
        "Two places state different versions for one operation; the message shows each. "
        "The strongest source is used: `const`, `default`, description, example, note.",
        "Correct the outdated place.",
        "schema: {default: '2024-06-14'}\ndescription: Must be set to 2024-08-13.",
    ),
    Code(
        "CG053",
        "warning",
        "a version is none of those that are offered",
        "The version of an operation is not among those that its header offers. It is "
        "sent all the same.",
        "Correct the outdated place: the `enum`, or the text.",
        "schema: {enum: ['2024-06-14', '2024-08-13']}\ndescription: Must be set to 2025-01-01.",
    ),
    Code(
        "CG054",
        "warning",
        "a page calls an address that is not below the server",
        "A copied page shows a call on the API's host, under a path that does not begin "
        "as that of the API's server does. A client has one server: its call goes to the "
        "path below that one.",
        "Generate a client of its own from the page, or correct `servers`.",
        "servers: [{url: 'https://api.example.com/v2'}]\n"
        "page: curl https://api.example.com/v1/books",
    ),
    Code(
        "CG055",
        "warning",
        "the address of a server holds more than an address",
        "A server's URL has a user, a query or a fragment. A path is appended to it, and "
        "no credential stands in generated code: these parts are left out.",
        "Describe a credential under `security`, a query as parameters.",
        "servers: [{url: 'https://user:password@api.example.com/v1?key=1'}]",
    ),
    Code(
        "CG056",
        "warning",
        "the address of a server is not complete",
        "A server's URL has a variable without a default, or is no address of http or "
        "https. The first of the values that a variable offers is used; where it offers "
        "none, the server is not called: the API's next one is, and an operation that "
        "names no other is called on the API's own.",
        "Give each variable a `default`, and write the URL as https://host/path.",
        "servers: [{url: 'https://{region}.example.com'}]",
    ),
    Code(
        "CG057",
        "info",
        "a path is not sent as its key spells it",
        "What no URL may hold, such as spaces and letters beyond ASCII, is percent-encoded; "
        "what is encoded already stays so. A `#` and what stands behind it only tell "
        "two keys apart: that part of an address is never sent.",
        "Write the path as it is called; describe what has to be sent as a parameter.",
        "paths:\n  '/books/new ones#list': {get: …}",
    ),
    Code(
        "CG058",
        "info",
        "a client certificate is needed",
        "A security scheme of type mutualTLS is proved by the connection, and not by "
        "anything in a request. The client sends nothing for it; an HTTP client of the "
        "caller's own brings the certificate.",
        "Nothing in the document. A caller writes: context = ssl.create_default_context(); "
        "context.load_cert_chain('client.pem'); "
        "Client(http_client=httpx2.Client(verify=context)).",
        "securitySchemes: {partner: {type: mutualTLS}}",
    ),
    Code(
        "CG059",
        "warning",
        "an address of OAuth cannot be asked",
        "A token, refresh, authorization or OpenID Connect URL is no address of http or "
        "https, or holds a user, a variable in braces or signs that no address holds. "
        "The client does not know it: its OAuth class takes `token_url=` and "
        "`authorization_url=`.",
        "Write the URL as https://host/path.",
        "tokenUrl: 'https://login.example.com/{tenant}/token'",
    ),
)
