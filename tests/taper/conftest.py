"""A plain request, changed by each test where it matters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from taper_requests import FORMS, START, Ask

from bot.taper.request import Request
from bot.taper.taken import Taken


@pytest.fixture
def ask() -> Ask:
    """Builds a request: diazepam 10 mg, AU products, 10 % of the current dose every 2 weeks."""

    def build(
        medicine: str = "diazepam", dose: str = "10", country: str = "AU", **changes: Any
    ) -> Request:
        given: dict[str, Any] = {
            "taken": Taken(medicine, Decimal(dose)),
            "country": country,
            "forms": FORMS.available(medicine, country),
            "percent": Decimal(10),
            "basis": "current",
            "interval_days": 14,
            "starts_on": START,
        }
        return Request(**{**given, **changes})

    return build
