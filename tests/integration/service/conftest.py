"""What the tests of the services share."""

import pytest

from surveys.service.context import Service
from tests.support.cast import People


@pytest.fixture
def people(service: Service) -> People:
    return People(service)
