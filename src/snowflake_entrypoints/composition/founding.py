"""Set a community up without a browser: the same use cases, for demos and scripts."""

from collections.abc import Mapping

import attrs

from snowflake_domain.kernel.scope import GuildId
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_staff import AppointStaff, ManageStaff
from snowflake_domain.tenancy.provision_tenant import Founder, ProvisionGuild, ProvisionTenant
from snowflake_domain.tenancy.staff import Role
from snowflake_domain.tenancy.tenant import Tenant


@attrs.frozen(kw_only=True)
class Community:
    """A guild, who provisions it, and who is on its staff."""

    guild: GuildId
    owner: Founder
    staff: Mapping[Role, Founder]


async def found_community(
    community: Community, *, provision: ProvisionTenant, enter: EnterTenant, staff: ManageStaff
) -> Tenant:
    """Provision and appoint; repeated, it changes nothing."""
    provisioned = await provision(community.owner, ProvisionGuild(guild_id=community.guild))
    scope = await enter(community.guild, community.owner.id)
    for role, person in community.staff.items():
        appointed = AppointStaff(user_id=person.id, name=person.name, avatar_url=person.avatar_url, role=role)
        await staff.appoint(scope, appointed)
    return provisioned.tenant
