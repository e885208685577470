"""What is wrong with a URL of PostgreSQL's is read where the tests are about that."""

from tests.support.databases import wanted_kind

collect_ignore = [] if wanted_kind() == "postgresql" else ["test_reaching.py"]
