"""What this process counts about itself, for the council's monitoring, in Prometheus' text format.

Names and labels are ours: methods, patterns, kinds of error. No person, link, answer or id is ever one.
Each replica counts its own; whoever watches adds them up.
"""

from bisect import bisect_left
from collections import Counter as Counts
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, product

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counter:
    """Something that happens, counted by labels since this process started."""

    kind = "counter"

    def __init__(self, name: str, tells: str, *labels: str, known: Iterable[tuple[str, ...]] = ()) -> None:
        """With ``known`` ones, at nought from the start."""
        self.name, self.tells, self._labels = name, tells, labels
        self._counts: Counts[tuple[str, ...]] = Counts()
        for values in known:
            self.know(*values)

    def know(self, *values: str) -> None:
        """It may happen with these values: to Prometheus a first one that appears out of nothing is no increase."""
        self._counts.setdefault(values, 0)

    def add(self, *values: str, times: int = 1) -> None:
        """It has happened, with these values of the labels."""
        self._counts[values] += times

    def count(self, *values: str) -> int:
        """How often it has happened with these values."""
        return self._counts[values]

    def samples(self) -> Iterator[str]:
        """A line for each combination of labels."""
        for values, number in sorted(self._counts.items()):
            yield f"{self.name}{_braced(zip(self._labels, values, strict=True))} {number}"


class Histogram:
    """How long something takes, in seconds, by one label."""

    kind = "histogram"

    def __init__(self, name: str, tells: str, label: str) -> None:
        self.name, self.tells, self._label = name, tells, label
        self._buckets: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def observe(self, value: str, seconds: float) -> None:
        """It took so long this time."""
        buckets = self._buckets.setdefault(value, [0] * (len(_BOUNDS) + 1))
        buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._sums[value] = self._sums.get(value, 0.0) + seconds

    def samples(self) -> Iterator[str]:
        """The buckets, each with those before it, then the sum and the number."""
        for value, buckets in sorted(self._buckets.items()):
            running = list(accumulate(buckets))
            for bound, number in zip((*map(str, _BOUNDS), "+Inf"), running, strict=True):
                yield f"{self.name}_bucket{_braced(((self._label, value), ('le', bound)))} {number}"
            yield f"{self.name}_sum{_braced(((self._label, value),))} {self._sums[value]:.6f}"
            yield f"{self.name}_count{_braced(((self._label, value),))} {running[-1]}"


class Gauge:
    """Something as it stands at this moment: made when it is asked for. Keys are the label's values; without one, ""."""

    kind = "gauge"

    def __init__(self, name: str, tells: str, stands: Mapping[str, float], label: str = "") -> None:
        self.name, self.tells, self._stands, self._label = name, tells, stands, label

    def samples(self) -> Iterator[str]:
        """A line for each value of the label."""
        for value, number in sorted(self._stands.items()):
            yield f"{self.name}{_braced(((self._label, value),) if self._label else ())} {number:.15g}"


class Total(Gauge):
    """A counter that somebody else keeps, the system for one: as it stands at this moment."""

    kind = "counter"


Meter = Counter | Histogram | Gauge

_CHANNELS = ("web", "telegram")
_REPLIES = ("taken", "explained", "stale", "repeated")

REPLIES = Counter(
    "mysay_replies_total",
    "What young people sent, and whether it was kept.",
    "channel",
    "result",
    known=product(_CHANNELS, _REPLIES),
)
ANSWERS = Counter("mysay_answers_total", "Answers kept.", "channel", known=product(_CHANNELS))
CALLS = Counter("mysay_telegram_calls_total", "Calls to Telegram, by how they ended.", "method", "result")
UPDATES = Counter(
    "mysay_telegram_updates_total",
    "Updates from Telegram, by what became of them.",
    "result",
    known=product(("taken", "failed", "put aside", "unreadable")),
)
MAILS = Counter(
    "mysay_alert_mails_total", "Alert mails, by how they ended.", "result", known=product(("sent", "failed"))
)
TROUBLE = Counter("mysay_log_lines_total", "Warnings and errors in the log.", "level", "source")
DATABASE = Histogram("mysay_database_seconds", "Time spent with the database.", "work")
LAG = Histogram("mysay_lag_seconds", "How late the process came to something that was due.", "of")

#: What the whole process counts.
EVERYWHERE: tuple[Meter, ...] = (REPLIES, ANSWERS, CALLS, UPDATES, MAILS, TROUBLE, DATABASE, LAG)


def text(meters: Sequence[Meter]) -> str:
    """The meters as Prometheus reads them."""
    return "".join(f"{line}\n" for meter in meters for line in _lines(meter))


def _lines(meter: Meter) -> Iterator[str]:
    yield f"# HELP {meter.name} {meter.tells}"
    yield f"# TYPE {meter.name} {meter.kind}"
    yield from meter.samples()


def _braced(labels: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
