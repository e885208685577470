"""Counts for the council's monitoring: routes by pattern, never an address, a person or an answer."""

import os
import time
from importlib.metadata import version
from pathlib import Path

from surveys import meters
from surveys.meters import Counter, Gauge, Histogram, Total
from surveys.storage.standing import Standing

_BEGAN = time.time()
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Figures:
    """How often, and how fast, each route was answered since this application was put up."""

    def __init__(self) -> None:
        self._answered = Counter("mysay_http_requests_total", "Requests answered.", "method", "route", "status")
        self._spent = Histogram("mysay_http_request_seconds", "Time taken to answer a request.", "route")

    def count(self, method: str, pattern: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._answered.add(method, pattern, str(status))
        self._spent.observe(pattern, seconds)

    def text(self, standing: Standing | None) -> str:
        """All there is to tell, in Prometheus' text format; what waits only where the database tells."""
        return meters.text((self._answered, self._spent, *meters.EVERYWHERE, *_waiting(standing), *_process()))


def _waiting(standing: Standing | None) -> tuple[Gauge, ...]:
    up = Gauge("mysay_database_up", "Whether the database answers.", {"": float(standing is not None)})
    if standing is None:
        return (up,)
    queues, alerts = standing.outgoing.items(), standing.alerts
    lengths, ages = {name: float(queue.length) for name, queue in queues}, {name: each.seconds for name, each in queues}
    return (
        up,
        Gauge("mysay_outgoing", "What is to be sent, by kind and state.", lengths, "queue"),
        Gauge("mysay_outgoing_oldest_seconds", "How long the oldest of it has waited.", ages, "queue"),
        Gauge(
            "mysay_inputs_failing", "Inputs that failed, to be tried again or put aside.", {"": float(standing.failing)}
        ),
        Gauge("mysay_alerts_waiting", "Calls for help that nobody has acknowledged.", {"": float(alerts.length)}),
        Gauge("mysay_alerts_oldest_seconds", "How long the oldest of them has waited.", {"": alerts.seconds}),
    )


def _process() -> tuple[Gauge, ...]:
    """What any process tells, under the names that monitoring knows; nothing where the system does not say."""
    own = Path("/proc/self")
    if not own.exists():
        return ()
    resident = int((own / "statm").read_text().split()[1]) * _PAGE
    spent = sum(os.times()[:2])
    return (
        Gauge("mysay_version", "The version that runs.", {version("mysay"): 1.0}, "version"),
        Gauge("process_resident_memory_bytes", "Resident memory.", {"": float(resident)}),
        Total("process_cpu_seconds_total", "Time on a processor.", {"": spent}),
        Gauge("process_open_fds", "Open files and connections.", {"": float(len(list((own / "fd").iterdir())))}),
        Gauge("process_start_time_seconds", "When the process began.", {"": _BEGAN}),
    )
