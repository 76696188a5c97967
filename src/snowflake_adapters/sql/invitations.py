"""Invitations, in SQL."""

import hashlib
from datetime import datetime
from typing import Any

import attrs
from sqlalchemy import Column, Index, Row, String, UniqueConstraint
from typing_extensions import override

from snowflake_adapters.sql.schema import Utc, id_column, tenant_table
from snowflake_adapters.sql.scoped import TenantConnection
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import UserId
from snowflake_domain.tenancy.invitation import Invitation, InvitationId, InvitationSecret
from snowflake_domain.tenancy.ports import Invitations
from snowflake_domain.tenancy.staff import Role

invitations = tenant_table(
    "invitations",
    id_column("id", key=True),
    Column("secret_hash", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("until", Utc),
    id_column("invited_by_id"),
    Column("invited_by_name", String(255), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("revoked_at", Utc),
    Column("accepted_at", Utc),
    id_column("accepted_by_id", nullable=True),
    Column("accepted_by_name", String(255)),
    UniqueConstraint("secret_hash"),  # looked up before any tenant is known
    Index(None, "tenant_id", "expires_at"),
)


@attrs.frozen
class SqlInvitations(Invitations):
    """The invitations of one tenant; stores no secret, only its SHA-256."""

    _db: TenantConnection

    @override
    async def add(self, invitation: Invitation, secret: InvitationSecret) -> None:
        await self._db.add(invitations, _row(invitation) | {"secret_hash": hash_of(secret)})

    @override
    async def open(self, now: datetime) -> tuple[Invitation, ...]:
        c = invitations.c
        still = (c.expires_at > now, c.revoked_at.is_(None), c.accepted_at.is_(None))
        rows = await self._db.rows(invitations, *still, order=c.id.desc())
        found = (_invitation(row) for row in rows)
        return tuple(one for one in found if one.until is None or one.until > now)

    @override
    async def find(self, invitation: InvitationId) -> Invitation | None:
        row = await self._db.find(invitations, invitations.c.id == invitation, lock=True)
        return None if row is None else _invitation(row)

    @override
    async def by_secret(self, secret: InvitationSecret) -> Invitation | None:
        row = await self._db.find(invitations, invitations.c.secret_hash == hash_of(secret), lock=True)
        return None if row is None else _invitation(row)

    @override
    async def replace(self, invitation: Invitation) -> None:
        row = _row(invitation)
        changed = await self._db.change(invitations, invitations.c.id == row.pop("id"), **row)
        if not changed:
            raise LookupError(f"invitation {invitation.id} was never added")


def hash_of(secret: InvitationSecret) -> str:
    """Return what is stored of a secret; one SHA-256 will do for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _row(invitation: Invitation) -> dict[str, Any]:
    accepted_by = invitation.accepted_by
    return {
        "id": invitation.id,
        "role": invitation.role.value,
        "until": invitation.until,
        "invited_by_id": invitation.invited_by.id,
        "invited_by_name": invitation.invited_by.name,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "revoked_at": invitation.revoked_at,
        "accepted_at": invitation.accepted_at,
        "accepted_by_id": accepted_by.id if accepted_by else None,
        "accepted_by_name": accepted_by.name if accepted_by else None,
    }


def _invitation(row: Row[*tuple[Any, ...]]) -> Invitation:
    by = row.accepted_by_id
    return Invitation(
        id=InvitationId(row.id),
        role=Role(row.role),
        until=row.until,
        invited_by=Person(UserId(row.invited_by_id), row.invited_by_name),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        accepted_at=row.accepted_at,
        accepted_by=None if by is None else Person(UserId(by), row.accepted_by_name),
    )
