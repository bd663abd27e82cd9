"""Alembic's migrations, run at start by `roleplay.store.migrate`."""
