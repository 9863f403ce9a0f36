"""the spine

Revision ID: 0001
Revises: 
Create Date: 2026-11-23 17:09:18.729252

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table('practice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('links_practice', sa.Boolean(), nullable=False),
    sa.Column('links_clients', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice'))
    )
    op.create_table('throttle',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_throttle'))
    )
    op.create_table('user_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_user_account_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('email', name=op.f('uq_user_account_email')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_user_account_practice_id_id'))
    )
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_account_practice_id'), ['practice_id'], unique=False)

    op.create_table('xero_login',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('app_client_id', sa.String(length=100), nullable=False),
    sa.Column('xero_userid', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('authorised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('sealed_tokens', sa.Text(), nullable=True),
    sa.Column('access_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refreshed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lapses_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('grant_epoch', sa.Integer(), nullable=False),
    sa.Column('lease_owner', sa.String(length=64), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_fence', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('connections_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_login_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_login')),
    sa.UniqueConstraint('practice_id', 'app_client_id', 'xero_userid', name=op.f('uq_xero_login_practice_id_app_client_id_xero_userid')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_xero_login_practice_id_id'))
    )
    op.create_table('xero_organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('search_key', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.Column('legal_name', sa.Text(), nullable=True),
    sa.Column('short_code', sa.String(length=20), nullable=True),
    sa.Column('country_code', sa.String(length=3), nullable=True),
    sa.Column('base_currency', sa.String(length=3), nullable=True),
    sa.Column('registration_number', sa.String(length=60), nullable=True),
    sa.Column('tax_number', sa.String(length=60), nullable=True),
    sa.Column('organisation_type', sa.String(length=40), nullable=True),
    sa.Column('is_demo_company', sa.Boolean(), nullable=False),
    sa.Column('facts_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_organisation_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_organisation')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_xero_organisation_practice_id_id')),
    sa.UniqueConstraint('practice_id', 'tenant_id', name=op.f('uq_xero_organisation_practice_id_tenant_id'))
    )
    with op.batch_alter_table('xero_organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_xero_organisation_search_key'), ['search_key'], unique=False)

    op.create_table('client',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('company_number', sa.String(length=40), nullable=True),
    sa.Column('vat_number', sa.String(length=40), nullable=True),
    sa.Column('manager_id', sa.Integer(), nullable=True),
    sa.Column('search_key', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'manager_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_client_practice_id_manager_id_user_account')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_client_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client')),
    sa.UniqueConstraint('practice_id', 'code', name=op.f('uq_client_practice_id_code')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_client_practice_id_id'))
    )
    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_client_practice_id'), ['practice_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_client_search_key'), ['search_key'], unique=False)

    op.create_table('xero_connection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('login_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('xero_id', sa.String(length=64), nullable=False),
    sa.Column('auth_event_id', sa.String(length=64), nullable=True),
    sa.Column('connected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_because', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['practice_id', 'login_id'], ['xero_login.practice_id', 'xero_login.id'], name=op.f('fk_xero_connection_practice_id_login_id_xero_login')),
    sa.ForeignKeyConstraint(['practice_id', 'organisation_id'], ['xero_organisation.practice_id', 'xero_organisation.id'], name=op.f('fk_xero_connection_practice_id_organisation_id_xero_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_connection')),
    sa.UniqueConstraint('login_id', 'organisation_id', name=op.f('uq_xero_connection_login_id_organisation_id'))
    )
    with op.batch_alter_table('xero_connection', schema=None) as batch_op:
        batch_op.create_index('ix_xero_connection_organisation_id', ['organisation_id'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('login_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_event_client_id_client')),
    sa.ForeignKeyConstraint(['login_id'], ['xero_login.id'], name=op.f('fk_event_login_id_xero_login')),
    sa.ForeignKeyConstraint(['organisation_id'], ['xero_organisation.id'], name=op.f('fk_event_organisation_id_xero_organisation')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_event_practice_id_practice')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_event_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_client_id'), ['client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_login_id'), ['login_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_event_practice_at', ['practice_id', 'at'], unique=False)

    op.create_table('xero_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('user_epoch', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('expected_login_id', sa.Integer(), nullable=True),
    sa.Column('expected_organisation_id', sa.Integer(), nullable=True),
    sa.Column('state_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('sealed_secrets', sa.Text(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('fault', sa.String(length=40), nullable=True),
    sa.Column('auth_event_id', sa.String(length=64), nullable=True),
    sa.Column('login_id', sa.Integer(), nullable=True),
    sa.Column('result', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_xero_consent_practice_id_client_id_client')),
    sa.ForeignKeyConstraint(['practice_id', 'expected_login_id'], ['xero_login.practice_id', 'xero_login.id'], name=op.f('fk_xero_consent_practice_id_expected_login_id_xero_login')),
    sa.ForeignKeyConstraint(['practice_id', 'expected_organisation_id'], ['xero_organisation.practice_id', 'xero_organisation.id'], name=op.f('fk_xero_consent_practice_id_expected_organisation_id_xero_organisation')),
    sa.ForeignKeyConstraint(['practice_id', 'login_id'], ['xero_login.practice_id', 'xero_login.id'], name=op.f('fk_xero_consent_practice_id_login_id_xero_login')),
    sa.ForeignKeyConstraint(['practice_id', 'user_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_xero_consent_practice_id_user_id_user_account')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_consent_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_consent')),
    sa.UniqueConstraint('state_hash', name=op.f('uq_xero_consent_state_hash'))
    )
    with op.batch_alter_table('xero_consent', schema=None) as batch_op:
        batch_op.create_index('ix_xero_consent_started_at', ['started_at'], unique=False)

    op.create_table('xero_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('came_about', sa.String(length=20), nullable=False),
    sa.Column('fit', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=True),
    sa.Column('linked_by_id', sa.Integer(), nullable=True),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_xero_link_practice_id_client_id_client')),
    sa.ForeignKeyConstraint(['practice_id', 'linked_by_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_xero_link_practice_id_linked_by_id_user_account')),
    sa.ForeignKeyConstraint(['practice_id', 'organisation_id'], ['xero_organisation.practice_id', 'xero_organisation.id'], name=op.f('fk_xero_link_practice_id_organisation_id_xero_organisation')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_link_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_link')),
    sa.UniqueConstraint('client_id', name=op.f('uq_xero_link_client_id'))
    )
    with op.batch_alter_table('xero_link', schema=None) as batch_op:
        batch_op.create_index('ix_xero_link_organisation_id', ['organisation_id'], unique=False)
        batch_op.create_index('uq_xero_link_practice_itself', ['practice_id'], unique=True, sqlite_where=sa.text('client_id IS NULL'), postgresql_where=sa.text('client_id IS NULL'))




    keep_history_append_only()


SQLITE_TRIGGER = """
CREATE TRIGGER event_is_append_only_{verb} BEFORE {VERB} ON event
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
"""
# REPLACE deletes the old row without asking the trigger above.
SQLITE_NO_REPLACING = """
CREATE TRIGGER event_is_append_only_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the history is append-only'; END $$
"""
POSTGRESQL_TRIGGERS = (
    "CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event "
    "FOR EACH ROW EXECUTE FUNCTION event_is_append_only()",
    "CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()",
)


def keep_history_append_only():
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE_TRIGGER.format(verb=verb, VERB=verb.upper()))
        op.execute(SQLITE_NO_REPLACING)
    else:
        for statement in (POSTGRESQL_FUNCTION, *POSTGRESQL_TRIGGERS):
            op.execute(statement)


def downgrade():
    raise NotImplementedError("Migrations go forward: restore a backup instead.")
