"""The HTTP library: httpx, in the place of httpx2."""

import httpx as httpx2

__all__ = ["httpx2"]
