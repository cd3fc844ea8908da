"""calgen turns OpenAPI documents and documentation pages into typed Python clients."""

__version__ = "0.1.0"
