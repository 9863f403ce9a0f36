"""clients in full

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 17:40:53.361830

"""
import unicodedata

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('xero_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('awaits_confirmation', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_xero_invitation_practice_id_client_id_client')),
    sa.ForeignKeyConstraint(['practice_id', 'invited_by_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_xero_invitation_practice_id_invited_by_id_user_account')),
    sa.ForeignKeyConstraint(['practice_id', 'organisation_id'], ['xero_organisation.practice_id', 'xero_organisation.id'], name=op.f('fk_xero_invitation_practice_id_organisation_id_xero_organisation')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_xero_invitation_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xero_invitation')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_xero_invitation_practice_id_id')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_xero_invitation_secret_hash'))
    )
    with op.batch_alter_table('xero_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_xero_invitation_client_id', ['client_id'], unique=False)

    op.create_table('client_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('practice_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('lines', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('left_out', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'user_id'], ['user_account.practice_id', 'user_account.id'], name=op.f('fk_client_import_practice_id_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client_import'))
    )
    with op.batch_alter_table('client_import', schema=None) as batch_op:
        batch_op.create_index('ix_client_import_uploaded_at', ['uploaded_at'], unique=False)

    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.add_column(sa.Column('type', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('phone', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('address', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('country_code', sa.String(length=2), server_default='GB', nullable=False))
        batch_op.add_column(sa.Column('year_end_month', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('year_end_day', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('notes', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('not_on_xero_because', sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.alter_column('code',
               existing_type=sa.String(length=40),
               type_=sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'),
               existing_nullable=False)
        batch_op.drop_index(batch_op.f('ix_client_practice_id'))
        batch_op.drop_index(batch_op.f('ix_client_search_key'))
        batch_op.create_index('ix_client_present', ['practice_id', 'search_key', 'id'], unique=False, sqlite_where=sa.text('archived_at IS NULL'), postgresql_where=sa.text('archived_at IS NULL'))
    write_keys_anew()

    with op.batch_alter_table('xero_organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_xero_organisation_search_key'))
        batch_op.create_index('ix_xero_organisation_by_name', ['practice_id', 'search_key', 'id'], unique=False)

    with op.batch_alter_table('xero_connection', schema=None) as batch_op:
        batch_op.create_index('ix_xero_connection_living', ['practice_id', 'organisation_id', 'login_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    with op.batch_alter_table('xero_consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('invitation_id', sa.Integer(), nullable=True))
        batch_op.alter_column('user_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.alter_column('user_epoch',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_xero_consent_practice_id_invitation_id_xero_invitation'), 'xero_invitation', ['practice_id', 'invitation_id'], ['practice_id', 'id'])

    with op.batch_alter_table('xero_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fit_reason', sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("fit_basis", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True))



def write_keys_anew():
    """Codes are in capitals, a line break parts the texts of a client's search key, and ø is found by o."""
    client = sa.table('client', *(sa.column(name) for name in ('id', 'name', 'code', 'email', 'company_number', 'search_key')))
    bind = op.get_bind()
    for row in bind.execute(sa.select(client)).all():
        texts = (row.name, row.code, row.email, row.company_number)
        key = "\n".join(filter(None, map(folded, texts)))[:600]
        bind.execute(client.update().where(client.c.id == row.id).values(search_key=key, code=' '.join(row.code.upper().split())))
    organisation = sa.table('xero_organisation', *(sa.column(name) for name in ('id', 'name', 'legal_name', 'short_code', 'search_key')))
    for row in bind.execute(sa.select(organisation)).all():
        key = folded(' '.join(filter(None, (row.name, row.legal_name, row.short_code))))
        bind.execute(organisation.update().where(organisation.c.id == row.id).values(search_key=key))


def folded(text):
    decomposed = unicodedata.normalize('NFKD', (text or '').casefold())
    plain = ''.join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()
    strokes = str.maketrans({'ø': 'o', 'ł': 'l', 'đ': 'd', 'æ': 'ae', 'œ': 'oe', 'ð': 'd', 'þ': 'th', 'ı': 'i'})
    return ' '.join(plain.translate(strokes).split())


def downgrade():
    raise NotImplementedError("Migrations go forward: restore a backup instead.")
