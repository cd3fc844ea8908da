"""The HTTP library, named here alone.

A copy of this file with `import httpx as httpx2` has the client run on `httpx`.
"""

from __future__ import annotations

import httpx2

__all__ = ["httpx2"]
