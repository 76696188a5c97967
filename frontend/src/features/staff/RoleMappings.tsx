import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { rolesQuery } from '#/shared/api/queries';
import { Button } from '#/shared/ui/button';
import { Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { mappingsQuery, removeMapping, setMapping, staffQuery, type Role } from './api';
import { RoleSelect } from './RoleSelect';
import { MAY } from './roles';

/** Discord roles that put whoever holds them on the staff; the bot keeps them in step. */
export function RoleMappings({
  tenant,
  guild,
  offer,
}: {
  tenant: string;
  guild: string | undefined;
  offer: readonly Role[];
}) {
  const qc = useQueryClient();
  const manage = offer.length > 0;
  const mapped = useQuery(mappingsQuery(tenant));
  const roles = useQuery({ ...rolesQuery(tenant), enabled: manage });
  const [chosen, setChosen] = useState('');
  const [role, setRole] = useState<Role>('moderator');
  const give = offer.filter((r) => r !== 'owner');
  const refresh = () => {
    void qc.invalidateQueries({ queryKey: mappingsQuery(tenant).queryKey });
    void qc.invalidateQueries({ queryKey: staffQuery(tenant).queryKey });
    // Who holds a new role is the bot's to say, a moment later.
    setTimeout(() => void qc.invalidateQueries({ queryKey: staffQuery(tenant).queryKey }), 2000);
  };
  const set = useMutation({
    mutationFn: (m: { id: string; role: Role }) => setMapping(tenant, m.id, m.role),
    onSuccess: (m) => {
      setChosen('');
      toasts.add({ title: `Whoever holds ${m.name} is ${m.role}`, description: MAY[m.role] });
    },
    onError: (error) => toastError('The mapping is as it was', error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (m: { id: string; name: string }) => removeMapping(tenant, m.id),
    onSuccess: (_, m) => toasts.add({ title: `${m.name} brings nobody onto the staff any more` }),
    onError: (error) => toastError('The mapping is as it was', error),
    onSettled: refresh,
  });
  const busy = set.isPending || remove.isPending;
  const taken = new Set(mapped.data?.map((m) => m.discord_role));
  const free = roles.data?.filter((r) => !taken.has(r.id) && r.id !== guild);
  return (
    <Panel title="Staff by Discord role">
      {mapped.error && !mapped.data ? (
        <Failure error={mapped.error} what="Mappings can't be loaded" retry={mapped.refetch} />
      ) : !mapped.data ? (
        <RowSkeletons rows={1} label="Loading mappings" />
      ) : mapped.data.length === 0 ? (
        <Empty title="No Discord role is mapped" className="py-6">
          {manage
            ? 'Choose one below: whoever holds it is on the staff, and off it within seconds of losing it.'
            : 'Owners and admins can have Discord roles put people on the staff.'}
        </Empty>
      ) : (
        <ul aria-label="Mapped Discord roles" className="divide-y divide-line">
          {mapped.data.map((m) => (
            <li key={m.discord_role} className="flex min-h-14 flex-wrap items-center gap-3 px-4 py-2">
              <span className="min-w-0 flex-1 truncate font-[520]">{m.name}</span>
              {manage ? (
                <>
                  <RoleSelect
                    label={`Staff role of those with ${m.name}`}
                    value={m.role}
                    offer={give}
                    disabled={busy}
                    onChange={(r) => set.mutate({ id: m.discord_role, role: r })}
                  />
                  <Button
                    size="icon"
                    variant="ghost"
                    disabled={busy}
                    aria-label={`End the mapping of ${m.name}`}
                    onClick={() => remove.mutate({ id: m.discord_role, name: m.name })}
                  >
                    <X className="size-4" aria-hidden="true" />
                  </Button>
                </>
              ) : (
                <span className="text-sm text-mist capitalize">{m.role}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {manage && (
        <form
          className="flex flex-wrap gap-2 border-t border-line p-3"
          onSubmit={(e) => {
            e.preventDefault();
            if (chosen) set.mutate({ id: chosen, role });
          }}
        >
          <select
            aria-label="Discord role to map"
            value={chosen}
            onChange={(e) => setChosen(e.target.value)}
            className="field h-9 min-w-40 flex-1 pointer-coarse:h-11"
          >
            <option value="">{roles.error ? 'Roles can’t be read now' : 'A Discord role…'}</option>
            {free?.map((r) => (
              <option key={r.id} value={r.id}>
                {r.name}
              </option>
            ))}
          </select>
          <RoleSelect label="Staff role to map it to" value={role} offer={give} onChange={setRole} />
          <Button type="submit" disabled={!chosen || busy}>
            Map
          </Button>
        </form>
      )}
    </Panel>
  );
}
