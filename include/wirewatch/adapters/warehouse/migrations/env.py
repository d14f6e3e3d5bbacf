"""How Alembic runs our migrations: over the connection that `engine.migrate` hands in."""

from alembic import context

from wirewatch.adapters.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    user_module_prefix="schema.",
)
with context.begin_transaction():
    context.run_migrations()
