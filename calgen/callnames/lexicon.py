"""The English that names rest on: verbs, plurals, and words of a special kind."""

from __future__ import annotations

VERBS: tuple[str, ...] = (
    # what a method and a kind of resource say
    *("list", "get", "create", "update", "set", "delete", "add", "remove"),
    *("exists", "run"),
    # what a segment says
    *("accept", "activate", "apply", "approve", "archive", "assign", "attach"),
    *("block", "calculate", "cancel", "check", "close", "complete", "confirm"),
    *("connect", "convert", "copy", "count", "deactivate", "decline", "disable"),
    *("disconnect", "dismiss", "enable", "find", "generate", "invite", "lock"),
    *("manage", "mark", "merge", "move", "publish", "query", "reassign", "refresh"),
    *("reject", "reply", "request", "reschedule", "restore", "revoke", "search"),
    *("send", "start", "stop", "submit", "upload", "validate", "verify"),
)
"""The verbs that callers meet: the first word of the last part of a name."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


ACTIONS = (frozenset(VERBS) - {"exists", "list", "get", "run"}) | _words(
    "abort accumulate ack adjust advance analyze append ask authorize ban batch",
    "bulk capture change charge clear clone commit compact consume crosspost",
    "delegate deliver deny deploy detach discover edit enqueue estimate evaluate",
    "evict execute expire export extend extract fail fetch finalize flush follow",
    "force forecast fork forward fund hangup import increment infer init install",
    "join kill leave like link load login logout migrate modify mute open pause pay",
    "pin ping preview process promote prune pull purge push reboot rebuild",
    "recommend recover redact redeem refer refund register release reload remix",
    "rename renew reopen reorder replace replay report rerequest rerun resend reset",
    "resize restart resume retrieve retry return reverse revert rotate save scale",
    "scroll share ship signup simulate snooze star stream subscribe succeed suspend",
    "swap sync tag terminate test toggle tokenize transfer translate trigger trim",
    "unarchive unassign unban unblock unfollow unlink unlock unmerge unpause unpin",
    "unregister unset unstack unsubscribe unsuspend upgrade upsert void wait watch",
)
"""Segments that are methods when a call ends in them."""

NOUNS_TOO = _words(
    "archive batch block bulk change check export fail force fork import like link",
    "lock mark merge open pin pull push query release report request return scale",
    "search set share star start stop stream sync tag test transfer upload watch",
)
"""Actions that begin the name of a thing as often (`check-runs`, `merge_history`)."""

ADVERBS = frozenset({"batch", "bulk", "force"})
"""Words that only say how the action after them is done."""

SAFE = _words(
    "calculate check compare count discover download estimate evaluate export fetch",
    "find get list lookup ping preview query recommend retrieve scroll search",
    "simulate translate validate verify",
)
"""Actions that a GET may mean."""

UNDOING = _words(
    "cancel clear deactivate delete detach disable disconnect dismiss leave purge",
    "remove revoke unassign unban unblock unfollow unlink unlock unpin unregister",
    "unset unsubscribe",
)
"""Actions that a DELETE may mean."""

INVERSE = {
    "block": "unblock",
    "follow": "unfollow",
    "like": "unlike",
    "lock": "unlock",
    "mute": "unmute",
    "pin": "unpin",
    "star": "unstar",
    "subscribe": "unsubscribe",
    "suspend": "unsuspend",
    "watch": "unwatch",
}
"""What a DELETE of an action means: `DELETE issues/{}/lock` is `issues.unlock`."""

PICKS = _words(
    "active all archived assigned available current default deleted installed",
    "latest mine newest original pending primary public recent starred unread",
)
"""Words that pick from the noun before them: `get_default`, `list_public`."""

MANNERS = frozenset({"by", "from"})
"""Words that open a segment which says how, not what: `by-seat`, `from-template`."""

HOLDERS = frozenset({"helpers", "relationships", "resources", "tools"})
"""Plural words that hold other resources and are no collection themselves."""

COLLECTIONS = _words(
    "children data evidence feedback following history media metadata people staff",
    "starred",
)
SINGLES = _words(
    "address analytics capabilities defaults details diagnostics insights limits",
    "news permissions preferences progress settings statistics stats status",
)
DEPENDENTS = _words(
    "attachments attendees comments events messages notes reactions replies reviews",
    "upload_sessions versions",
)
QUALIFIERS = frozenset({"kind", "namespace", "owner", "scope", "type"})
"""Last words of a parameter that only says where the next one is looked up."""

IDENTITY = _words("code guid id identifier ids key name no number sid slug uid uuid")
"""Last words of a parameter that identifies an item."""

_IRREGULAR = {"children": "child", "indices": "index", "people": "person"}
_PLURAL_US = frozenset({"cpus", "gpus", "menus", "skus"})
_SINGULAR_S = _words(
    "alias atlas aws bias canvas cors dns gas gps https ios kms lens macos sms tls",
)


def is_plural(word: str) -> bool:
    """Whether an English word looks plural."""
    if word in _IRREGULAR or word in _PLURAL_US:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "sis", "xis"))
    return ends and len(word) > 2 and word not in _SINGULAR_S


def singulars(word: str) -> frozenset[str]:
    """The words that a plural may be the plural of, and the word itself."""
    found = {word, _IRREGULAR.get(word, word)}
    if is_plural(word):
        found.add(word.removesuffix("s"))
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
        if word.endswith("es"):
            found.add(word[:-2])
    return frozenset(found)


def plural(word: str) -> str:
    """The regular plural of an English word; a plural stays as it is."""
    if is_plural(word) or word in COLLECTIONS:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def stem(param: tuple[str, ...]) -> tuple[str, ...]:
    """A parameter without its last words that only say that it identifies."""
    while len(param) > 1 and param[-1] in IDENTITY:
        param = param[:-1]
    return param


def head(noun: tuple[str, ...]) -> str:
    """The word that tells what a noun is: `codes` in `codes of conduct`."""
    return noun[noun.index("of") - 1] if "of" in noun[1:] else noun[-1]
