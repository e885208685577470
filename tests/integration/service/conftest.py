"""What the tests of the services share."""

import pytest

from surveys.service.context import Service
from tests.support.people import People


@pytest.fixture
def people(service: Service) -> People:
    return People(service)
