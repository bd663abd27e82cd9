"""Accounts, sessions, cohorts, participants, the audit log, and keys for personal texts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PERSON_COLUMNS = ("login", "password", "created_at", "disabled_at", "erased_at")
_REFUSAL = "the audit log is only ever added to"


def upgrade() -> None:
    """Make them."""
    time = sa.DateTime(timezone=True)
    with op.batch_alter_table("persons") as persons:
        persons.add_column(sa.Column("login", sa.String(200)))
        persons.add_column(sa.Column("password", sa.Text))
        persons.add_column(sa.Column("created_at", time))
        persons.add_column(sa.Column("disabled_at", time))
        persons.add_column(sa.Column("erased_at", time))
        persons.create_unique_constraint("uq_persons_login", ["login"])
    with op.batch_alter_table("tokens") as tokens:
        tokens.add_column(sa.Column("purpose", sa.String(20), nullable=False, server_default="enter"))
    with op.batch_alter_table("kernels") as kernels:
        kernels.add_column(sa.Column("session", sa.String(64)))
    with op.batch_alter_table("texts") as texts:
        texts.add_column(sa.Column("sealed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), nullable=False, index=True),
        sa.Column("created_at", time, nullable=False),
        sa.Column("seen_at", time, nullable=False),
    )
    op.create_table(
        "cohorts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("created_at", time, nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("cohort_id", sa.String(40), sa.ForeignKey("cohorts.id"), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id"), primary_key=True, index=True),
        sa.Column("role", sa.String(20), primary_key=True),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("workshop_id", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("persons.id")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("joined_at", time, nullable=False),
        sa.UniqueConstraint("workshop_id", "person_id"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", time, nullable=False, index=True),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_table(
        "text_keys",
        sa.Column("owner_kind", sa.String(20), primary_key=True),
        sa.Column("owner_id", sa.String(40), primary_key=True),
        sa.Column("wrapped", sa.Text, nullable=False),
        sa.Column("master", sa.String(40), nullable=False),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take them away, with everything in them."""
    for statement in _UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("text_keys", "audit", "participants", "memberships", "cohorts", "sessions"):
        op.drop_table(table)
    for table, columns in (("texts", ("sealed",)), ("kernels", ("session",)), ("tokens", ("purpose",))):
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
    with op.batch_alter_table("persons") as persons:
        persons.drop_constraint("uq_persons_login", type_="unique")
        for column in _PERSON_COLUMNS:
            persons.drop_column(column)


_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_kept_{name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for name, what in (
            ("update", "UPDATE ON audit"),
            ("delete", "DELETE ON audit"),
            # INSERT OR REPLACE removes a row, and no trigger for DELETE hears of it.
            ("replace", "INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)"),
        )
    ],
    "postgresql": [
        f"""CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()""",
    ],
}
_UNGUARDS: dict[str, list[str]] = {
    "sqlite": [],  # they go with their table
    "postgresql": ["DROP TRIGGER audit_kept ON audit", "DROP FUNCTION audit_kept()"],
}
