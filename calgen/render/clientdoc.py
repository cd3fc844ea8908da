"""The docstring of the client: what to pass, and where it is looked for."""

from __future__ import annotations

from collections.abc import Sequence


def client_doc(
    users: str,
    *,
    title: str,
    token_env: str,
    base_url: str,
    certificates: Sequence[str],
    has_hosts: bool,
) -> str:
    """The text for a client that `users` may share; the others are those of `Package`,
    `has_hosts` says whether some calls go to a host of their own."""
    takes = "an object of `auth`; None sends no credential."
    if token_env:
        takes = (
            "a token, a function that returns one, or an object of `auth`; else\n"
            f"        the environment variable {token_env} is read. None sends\n"
            "        no credential."
        )
    return "\n".join(
        [
            _sentence(title),
            "",
            f"Safe to share between {users}. A process that is forked opens",
            "connections of its own; an `http_client` of yours it has to make anew.",
            "",
            "Args:",
            f"    auth: {takes}",
            f"    base_url: {_server(base_url, has_hosts)}.",
            "    timeout: seconds, or an `httpx2.Timeout`; None waits for ever.",
            *_http_client(certificates),
            "    api_version: sent where nobody states an operation's version.",
            "    headers: sent with every request.",
            "    scopes: the OAuth scopes of the token; calls that need others raise",
            "        `MissingScopeError` and are not sent.",
            '    validation: "lenient" keeps answers that do not fit, "strict" raises.',
            "    middleware: functions around each attempt; see `Middleware`.",
        ]
    )


def _server(base_url: str, has_hosts: bool) -> str:
    if not base_url:
        return "the server (the description names none)"
    if base_url.startswith("/"):
        return (
            f"the server, `{base_url}` included (the description\n"
            "        names no host)"
        )
    if has_hosts:
        return (
            "another server, for all calls: also for those that the\n"
            "        description has on a server of their own"
        )
    return "another server"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _http_client(certificates: Sequence[str]) -> list[str]:
    told = "    http_client: an httpx2 client of your own, which stays yours to close"
    if not certificates:
        return [f"{told}."]
    return [
        f"{told};",
        "        one whose `verify` brings a certificate where calls ask for one.",
    ]
