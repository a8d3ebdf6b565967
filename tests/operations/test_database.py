"""What connections to the database are told before anything else."""

import sqlalchemy as sa

from dissemination.database import prepare_engine
from tests.postgres import PostgresDatabases


def test_postgresql_does_not_compile_statements(postgres: PostgresDatabases) -> None:
    """It compiles what it thinks costly, anew each time: boards of 31,000 units waited sevenfold."""
    with postgres.migrated() as url:
        engine = sa.create_engine(url)
        prepare_engine(engine)
        with engine.connect() as connection:
            connection.rollback()
            assert connection.scalar(sa.text("SHOW jit")) == "off"
        engine.dispose()
