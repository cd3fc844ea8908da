"""What is wrong with a theme."""


class ThemeError(Exception):
    """A template that cannot be rendered; says which, and where."""
