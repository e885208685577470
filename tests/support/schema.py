"""What a database really has, read from its own catalogue, and what the models say it should have."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from tortoise import Tortoise, fields
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model


class Index(NamedTuple):
    """An index other than a primary key's."""

    table: str
    columns: tuple[str, ...]
    unique: bool


class Reference(NamedTuple):
    """A foreign key and what happens to its row when the other goes."""

    table: str
    column: str
    target: str
    on_delete: str


_POSTGRESQL_INDEXES = """
    SELECT t.relname AS table, x.indisunique AS unique, array_agg(a.attname::text ORDER BY k.place) AS columns
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    CROSS JOIN unnest(x.indkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
    WHERE n.nspname = 'public' AND NOT x.indisprimary GROUP BY x.indexrelid, t.relname, x.indisunique"""
_POSTGRESQL_REFERENCES = """
    SELECT t.relname AS table, a.attname AS column, f.relname AS target,
           CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL'
           ELSE 'NO ACTION' END AS on_delete
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"""


def models() -> Iterator[type[Model]]:
    """Our models, in the order of their tables' names."""
    return iter(sorted(Tortoise.apps["surveys"].values(), key=_table))


def declared_indexes() -> set[Index]:
    """The indexes and unique keys that the models ask for."""
    return {index for model in models() for index in _indexes_of(model)}


def declared_references() -> set[Reference]:
    """The foreign keys that the models ask for."""
    return {
        Reference(_table(model), field.source_field or f"{name}_id", _table(field.related_model), str(field.on_delete))
        for model in models()
        for name, field in _foreign_keys(model)
    }


async def present_indexes() -> set[Index]:
    """The indexes and unique keys that the database has, primary keys aside."""
    if _is_sqlite():
        return {index for model in models() for index in await _sqlite_indexes(_table(model))}
    found = await _query(_POSTGRESQL_INDEXES)
    tables = {_table(model) for model in models()}
    return {Index(row["table"], tuple(row["columns"]), row["unique"]) for row in found if row["table"] in tables}


async def present_references() -> set[Reference]:
    """The foreign keys that the database has."""
    if not _is_sqlite():
        return {Reference(**row) for row in await _query(_POSTGRESQL_REFERENCES)}
    return {
        Reference(_table(model), row["from"], row["table"], row["on_delete"])
        for model in models()
        for row in await _query(f"PRAGMA foreign_key_list('{_table(model)}')")
    }


async def contents() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    rows = {_table(model): await model.all().values() for model in models()}
    return {table: sorted(found, key=str) for table, found in rows.items()}


async def rows_as_they_stand() -> dict[str, list[dict[str, Any]]]:
    """As :func:`contents`, but by the database's own catalogue."""
    return {table: await _query(f'SELECT * FROM "{table}"') for table in await _columns_by_table()}  # noqa: S608  # the names are the catalogue's


async def populate() -> None:
    """A row in every table, with something in every column, each pointing at the others."""
    made: dict[type[Model], Model] = {}
    for model in models():
        await _row(model, made)


async def fill_tables_as_they_stand() -> None:
    """As :func:`populate`, but by the database's own catalogue: its schema may be older than the models.

    A type has one value everywhere, so that every foreign key finds what it points at.
    """
    tables = await _columns_by_table()
    inserts = [
        f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(map(_literal, columns.values()))})'  # noqa: S608  # names and values are the catalogue's and our own
        for table, columns in tables.items()
    ]
    order = "" if _is_sqlite() else "SET session_replication_role = replica;"  # tables in any order
    await get_connection("default").execute_script(order + ";".join(inserts))


async def _columns_by_table() -> dict[str, dict[str, str]]:
    """Table -> column -> type, the ORM's own table aside."""
    if _is_sqlite():
        sql = """SELECT m.name AS table_name, c.name AS column_name, c.type AS data_type
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"""
    else:
        sql = """SELECT table_name, column_name, data_type FROM information_schema.columns
                 WHERE table_schema = 'public'"""
    tables: dict[str, dict[str, str]] = {}
    for row in await _query(sql):
        if not row["table_name"].startswith(("sqlite_", "tortoise_")):
            tables.setdefault(row["table_name"], {})[f'"{row["column_name"]}"'] = row["data_type"].lower()
    return tables


def _literal(kind: str) -> str:
    literals = {
        "uuid": "'9f1c2b9e-0000-4000-8000-000000000001'",
        "char(36)": "'9f1c2b9e-0000-4000-8000-000000000001'",
        "timestamp": "'2014-03-28 10:00:00+00:00'",
        "date": "'2014-03-28'",
        "bool": "TRUE",
        "char": "'x'",
        "text": "'x'",
    }
    return next((literal for start, literal in literals.items() if start in kind), "1")


async def _row(model: type[Model], made: dict[type[Model], Model]) -> Model:
    if model not in made:
        related = {name: await _row(field.related_model, made) for name, field in _foreign_keys(model)}
        plain = {name: _sample(field) for name, field in model._meta.fields_map.items() if _is_plain(field)}
        foreign = {field.source_field for _, field in _foreign_keys(model)}
        made[model] = await model.create(None, **{k: v for k, v in plain.items() if k not in foreign}, **related)
    return made[model]


def _is_plain(field: fields.Field[Any]) -> bool:
    return field.has_db_field and not field.generated


def _sample(field: fields.Field[Any]) -> object:
    samples = {
        "BigIntField": 1,
        "BooleanField": True,
        "CharField": "x",
        "DateField": date(2014, 3, 28),
        "DatetimeField": datetime(2014, 3, 28, 10, tzinfo=UTC),
        "IntField": 1,
        "SmallIntField": 1,
        "TextField": "x",
        "UUIDField": uuid4(),
    }
    return samples[type(field).__name__]


def _foreign_keys(model: type[Model]) -> Iterator[tuple[str, ForeignKeyFieldInstance[Any]]]:
    for name in sorted(model._meta.fk_fields | model._meta.o2o_fields):
        field = model._meta.fields_map[name]
        if isinstance(field, ForeignKeyFieldInstance):
            yield name, field


def _indexes_of(model: type[Model]) -> Iterator[Index]:
    meta = model._meta
    for together in meta.unique_together:
        yield Index(_table(model), _columns(model, together), unique=True)
    for index in meta.indexes:
        names = index if isinstance(index, tuple) else index.fields
        yield Index(_table(model), _columns(model, names), unique=False)
    for name, field in meta.fields_map.items():
        if field.has_db_field and not field.pk and (field.unique or field.index):
            yield Index(_table(model), _columns(model, (name,)), unique=field.unique)


def _columns(model: type[Model], names: Iterable[str]) -> tuple[str, ...]:
    fields_map = model._meta.fields_map
    return tuple(fields_map[name].source_field or name for name in names)


async def _sqlite_indexes(table: str) -> set[Index]:
    listed = [row for row in await _query(f"PRAGMA index_list('{table}')") if row["origin"] != "pk"]
    columns = {row["name"]: await _query(f"PRAGMA index_info('{row['name']}')") for row in listed}
    return {Index(table, tuple(each["name"] for each in columns[row["name"]]), bool(row["unique"])) for row in listed}


async def _query(sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await get_connection("default").execute_query_dict(sql)]


def _is_sqlite() -> bool:
    return get_connection("default").capabilities.dialect == "sqlite"


def _table(model: type[Model]) -> str:
    return model._meta.db_table
