"""Every behaviour is tested twice: synchronously and asynchronously."""

from __future__ import annotations

import pytest
from runtime_caller import Caller


@pytest.fixture(params=["sync", "async"])
def caller(request: pytest.FixtureRequest) -> Caller:
    return Caller(request.param)
