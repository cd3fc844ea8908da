"""The text of a first settings file."""

from __future__ import annotations

import json
from collections.abc import Sequence

_TEMPLATE = """\
# Settings of calgen. `calgen generate` makes the client, `calgen check` proves that it is
# what these inputs make. Paths are relative to this file.

# Documents and pages: files and folders.
inputs = [{inputs}]
{others}
# Where the client goes: its package, a README, api.md and calgen.lock.
output = {output}

# The name that people import.
package = {package}

# Policy data of the API: {why}.
{profile}

# Leave operations out, or take only some: name:…, tag:…, path:…, method:…, deprecated.
# exclude = ["deprecated", "path:/internal/**"]

# Call an operation something else.
# [rename]
# "GET /v1/things" = "things.list"
"""


def settings_text(
    *,
    inputs: Sequence[str],
    others: Sequence[str],
    output: str,
    package: str,
    profile: str,
    why: str,
) -> str:
    """`others` are what else was found; they stand there as a comment. `why` says how
    the profile was chosen."""
    also = [f"# also found: {_quoted(each)}" for each in others]
    own = f"profile = {_quoted(profile)}"
    return _TEMPLATE.format(
        inputs=", ".join(map(_quoted, inputs)),
        others="".join(f"{line}\n" for line in also),
        output=_quoted(output),
        package=_quoted(package),
        profile=f"# {own}" if profile == "default" else own,
        why=" ".join(why.split()),
    )


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
