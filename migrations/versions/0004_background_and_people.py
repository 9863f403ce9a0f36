"""background and people

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 11:06:30.103114

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('job_host',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_host'))
    )
    op.create_table('meter',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_meter'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=True),
    sa.Column('login_id', sa.Integer(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_owner', sa.String(length=64), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(length=1000), nullable=True),
    sa.ForeignKeyConstraint(['practice_id', 'login_id'], ['xero_login.practice_id', 'xero_login.id'], name=op.f('fk_job_practice_id_login_id_xero_login')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_job_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('kind', 'subject', name=op.f('uq_job_kind_subject'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_due_at', ['due_at'], unique=False)
        batch_op.create_index('ix_job_practice_id', ['practice_id'], unique=False)

    op.create_table('match_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=20), nullable=False),
    sa.Column('basis', sa.String(length=64), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.Column('proposals', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'user_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_match_draft_practice_id_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_draft')),
    sa.UniqueConstraint('user_id', 'scope', name=op.f('uq_match_draft_user_id_scope'))
    )
    op.create_table('password_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practice_id', 'made_by_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_password_link_practice_id_made_by_id_user_account')),
    sa.ForeignKeyConstraint(['practice_id', 'user_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_password_link_practice_id_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_password_link')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_password_link_practice_id_id')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_password_link_secret_hash'))
    )
    with op.batch_alter_table('password_link', schema=None) as batch_op:
        batch_op.create_index('ix_password_link_user_id', ['user_id'], unique=False)

    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    op.create_table('digest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('told', json, nullable=False),
    sa.Column('mended', json, nullable=False),
    sa.Column('waiting', json, nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_digest_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('practice_id', name=op.f('uq_digest_practice_id'))
    )
    op.create_table('xero_outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('login_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['practice_id', 'login_id'], ['xero_login.practice_id', 'xero_login.id'], name=op.f('fk_xero_outage_practice_id_login_id_xero_login')),
    sa.ForeignKeyConstraint(['practice_id', 'organisation_id'], ['xero_organisation.practice_id', 'xero_organisation.id'], name=op.f('fk_xero_outage_practice_id_organisation_id_xero_organisation')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_outage_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_outage')),
    sa.UniqueConstraint('practice_id', 'login_id', name=op.f('uq_xero_outage_practice_id_login_id')),
    sa.UniqueConstraint('practice_id', 'organisation_id', name=op.f('uq_xero_outage_practice_id_organisation_id'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index('ix_event_practice_id_id', ['practice_id', 'id'], unique=False)
        batch_op.create_index('ix_event_practice_user', ['practice_id', 'user_id', 'id'], unique=False)
        batch_op.create_index('ix_event_practice_what', ['practice_id', 'what', 'id'], unique=False)
        batch_op.create_index('ix_event_what', ['what'], unique=False)

    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wants_mail', sa.Boolean(), nullable=True))

    with op.batch_alter_table('xero_connection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('removal_asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('removal_asked_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('removal_fault', sa.String(length=200), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_xero_connection_practice_id_removal_asked_by_id_user_account'), 'user_account', ['practice_id', 'removal_asked_by_id'], ['practice_id', 'id'])

    with op.batch_alter_table('xero_gate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parked_until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('xero_login', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leaving_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('lacks_permission_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('xero_organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preferred_login_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('parked_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('parked_because', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_legacy', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_xero_organisation_practice_id_preferred_login_id_xero_login'), 'xero_login', ['practice_id', 'preferred_login_id'], ['practice_id', 'id'])



def downgrade():
    raise NotImplementedError("Migrations go forward: restore a backup instead.")
