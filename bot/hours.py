"""The hours in which the bot may write to somebody who has not just written to it."""

from surveys.service.context import Service


def may_send(service: Service) -> bool:
    """Whether it is now one of the authority's sending hours, which are local times."""
    start, end = service.authority.sending_hours
    return start <= service.clock.now().astimezone(service.clock.zone).time() < end
