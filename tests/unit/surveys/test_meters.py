"""Counters and histograms, in the text that Prometheus reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import meters
from surveys.meters import Counter, Gauge, Histogram, Total, text
from tests.support.source import ROOT


def test_a_counter_has_a_line_for_each_combination_of_labels() -> None:
    sent = Counter("sent_total", "What was sent.", "kind", "result")
    sent.add("mail", "ok")
    sent.add("mail", "ok", times=2)
    sent.add("mail", 'a "quoted\\ one"\n')
    assert text((sent,)) == (
        "# HELP sent_total What was sent.\n"
        "# TYPE sent_total counter\n"
        'sent_total{kind="mail",result="a \\"quoted\\\\ one\\"\\n"} 1\n'
        'sent_total{kind="mail",result="ok"} 3\n'
    )
    assert (sent.count("mail", "ok"), sent.count("mail", "never")) == (3, 0)


def test_a_counter_without_labels_and_a_gauge() -> None:
    plain = Counter("plain_total", "Plain.")
    plain.add()
    up, ages = Gauge("up", "Up.", {"": 1.0}), Gauge("age_seconds", "Age.", {"b": 0.5, "a": 2.0}, "of")
    assert text((plain, up, ages)).splitlines()[2::3] == ["plain_total 1", "up 1", 'age_seconds{of="a"} 2']
    assert text((Gauge("began", "Began.", {"": 1795402745.25}),)).endswith("\nbegan 1795402745.25\n")
    assert text((ages,)).splitlines()[2:] == ['age_seconds{of="a"} 2', 'age_seconds{of="b"} 0.5']


def test_a_bucket_holds_what_took_at_most_as_long_as_it_says() -> None:
    spent = Histogram("spent_seconds", "Spent.", "on")
    for seconds in (0.001, 0.0011, 60.0):
        spent.observe("reading", seconds)
    lines = text((spent,)).splitlines()
    assert lines[2:5] == [
        'spent_seconds_bucket{on="reading",le="0.001"} 1',
        'spent_seconds_bucket{on="reading",le="0.0025"} 2',
        'spent_seconds_bucket{on="reading",le="0.005"} 2',
    ]
    assert lines[-4:] == [
        'spent_seconds_bucket{on="reading",le="10.0"} 2',
        'spent_seconds_bucket{on="reading",le="+Inf"} 3',
        'spent_seconds_sum{on="reading"} 60.002100',
        'spent_seconds_count{on="reading"} 3',
    ]


@given(st.lists(st.floats(0, 100)))
def test_buckets_never_fall_and_the_last_holds_everything(times: list[float]) -> None:
    spent = Histogram("spent_seconds", "Spent.", "on")
    for seconds in times:
        spent.observe("it", seconds)
    buckets = [int(line.rpartition(" ")[2]) for line in spent.samples() if "_bucket" in line]
    assert (sorted(buckets), buckets[-1:]) == (buckets, [len(times)] if times else [])


def test_what_may_happen_stands_at_nought_until_it_does() -> None:
    put_aside = Counter("put_aside_total", "Put aside.", "kind", known=[("a",), ("b",)])
    put_aside.add("b")
    put_aside.know("b")
    assert text((put_aside,)).splitlines()[2:] == ['put_aside_total{kind="a"} 0', 'put_aside_total{kind="b"} 1']


def test_what_the_system_counts_is_a_counter() -> None:
    assert text((Total("spent_seconds_total", "Spent.", {"": 1.5}),)).splitlines()[1:] == [
        "# TYPE spent_seconds_total counter",
        "spent_seconds_total 1.5",
    ]


@pytest.mark.parametrize("name", ["UPDATES", "MAILS"])
def test_whatever_is_counted_by_its_end_is_known_from_the_start(name: str) -> None:
    counted = [
        value
        for folder in ("bot", "surveys")
        for path in (ROOT / folder).rglob("*.py")
        for value in re.findall(rf'\b{name}\.add\("([a-z ]+)"', path.read_text(encoding="utf-8"))
    ]
    known = [line.partition('="')[2].partition('"')[0] for line in getattr(meters, name).samples()]
    assert sorted(counted) == known != []
