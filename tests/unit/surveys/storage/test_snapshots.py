"""PostgreSQL's own programs go where the URL says, and ask for the TLS that it asks for."""

from surveys.storage.snapshots import place_of


def test_a_url_as_the_programs_are_told_it() -> None:
    url = "postgres://mysay:p%40ss@db.internal:5433/ours?sslmode=verify-full&sslrootcert=/etc/mysay/root.crt"
    assert place_of(url) == {
        "PGHOST": "db.internal",
        "PGPORT": "5433",
        "PGUSER": "mysay",
        "PGPASSWORD": "p@ss",
        "PGDATABASE": "ours",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/etc/mysay/root.crt",
    }


def test_of_several_hosts_the_one_that_takes_writing() -> None:
    assert place_of("postgres://mysay@one,two:5433/ours") == {
        "PGHOST": "one,two",
        "PGPORT": ",5433",
        "PGUSER": "mysay",
        "PGDATABASE": "ours",
        "PGTARGETSESSIONATTRS": "primary",
    }
