"""How Alembic runs here: on a connection that it is given, inside a transaction that is already open."""

from alembic import context

from roleplay.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
