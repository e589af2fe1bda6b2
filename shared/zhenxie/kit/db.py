"""How constraints are named, so that every migration can name them again."""

from sqlalchemy import MetaData

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata(schema: str | None = None) -> MetaData:
    """Return empty metadata that names constraints by the house's convention.

    A check constraint must be given a name of its own; the convention puts the table before it.
    """
    return MetaData(schema=schema, naming_convention=NAMING_CONVENTION)
