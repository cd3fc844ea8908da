"""What templates see: the IR with its annotations printed and its calls spelled out.

Every decision is taken here; a template arranges. The classes are the contract with
people who override templates: `calgen.theme.context` reads their docstrings.
"""

from __future__ import annotations

from calgen.render.arguments import Argument, Sent
from calgen.render.method import Method
from calgen.render.resource import HIDDEN, ResourceView

__all__ = ["HIDDEN", "Argument", "Method", "ResourceView", "Sent"]
