"""Counters and histograms, in the text that Prometheus reads."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.meters import Counter, Gauge, Histogram, text


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
