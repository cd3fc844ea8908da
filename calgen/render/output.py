"""The file that a template makes, as the template sees it."""

from __future__ import annotations

from calgen.record import record


@record
class FileView:
    """The file that is being made."""

    path: str
    """Its path in the output: `shop/client.py`."""
    copied: bool = False
    """Whether it is a copy of the client's runtime and not made of a template."""
