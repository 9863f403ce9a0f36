"""the token lifecycle

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-23 18:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('xero_gate',
    sa.Column('app_client_id', sa.String(length=100), nullable=False),
    sa.Column('counted_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failing', sa.Integer(), nullable=False),
    sa.Column('shut_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shut_times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('app_client_id', name=op.f('pk_xero_gate'))
    )
    with op.batch_alter_table('xero_login', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failures', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('refusals', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('trouble', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('forced_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('spare_tokens', sa.Text(), nullable=True))
    # Leases of the release before were taken by the clocks of its hosts: nobody holds one during a migration.
    op.execute("UPDATE xero_login SET lease_owner = NULL, lease_until = NULL")


def downgrade():
    raise NotImplementedError("Migrations go forward: restore a backup instead.")
