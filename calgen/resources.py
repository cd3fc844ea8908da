"""Where the default theme, the profiles and the runtime lie: in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def template_root() -> Path:
    """The default theme.

    A wheel carries it inside the package; a checkout (also an editable install) has it
    beside the package. Inside comes first: in site-packages a foreign `templates` folder
    may stand beside us.
    """
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def profile_root() -> Path:
    """The folder with one folder per profile."""
    return _PACKAGE / "profiles"


def runtime_root() -> Path:
    """The client runtime library, copied into every generated package."""
    return _PACKAGE / "runtime"
