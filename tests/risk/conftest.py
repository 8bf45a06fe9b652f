from __future__ import annotations

import pytest

from bot.risk import RiskDetector


@pytest.fixture(scope="session")
def detector() -> RiskDetector:
    return RiskDetector.from_content()
