"""Counts for the council's monitoring: routes by pattern, never an address, a person or an answer."""

from collections import Counter


class Figures:
    """How often each route was answered with each status since this process started."""

    def __init__(self) -> None:
        self._answered: Counter[tuple[str, str, int]] = Counter()

    def count(self, method: str, pattern: str, status: int) -> None:
        """Count one request."""
        self._answered[method, pattern, status] += 1

    def text(self) -> str:
        """The counts in Prometheus' text format."""
        lines = [
            f'mysay_http_requests_total{{method="{method}",route="{pattern}",status="{status}"}} {number}'
            for (method, pattern, status), number in sorted(self._answered.items())
        ]
        head = ("# HELP mysay_http_requests_total Requests answered.", "# TYPE mysay_http_requests_total counter")
        return "\n".join((*head, *lines, ""))
