"""What is wrong with a theme."""

from __future__ import annotations

from calgen.location import Place


class ThemeError(Exception):
    """A template that cannot be rendered: why, where, while what was made of it, and what
    to do about it; '' for what is not known."""

    def __init__(
        self,
        message: str,
        place: Place | None = None,
        *,
        about: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(f"{message}, while {about} was made" if about else message)
        self.place = place
        self.hint = hint

    code = "CG070"
    heading = "a template cannot be rendered: "
    """What stands before the message."""


class BadFolder(ThemeError):
    """A folder of templates that cannot be read as a theme: nothing was rendered yet."""

    heading = ""


class BadLayout(ThemeError):
    """Files that have no place in the output beside the others."""

    code = "CG073"
    heading = "the output cannot be laid out: "
