import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { membersQuery } from '#/shared/api/queries';
import { useDebounced } from '#/shared/lib/useDebounced';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import { Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import type { Role } from './api';
import { EndSelect, RoleSelect } from './RoleSelect';

/** Staff are members of the server: they are found by name and given a role here. */
export function AddStaff({
  tenant,
  taken,
  offer,
  busy,
  onAdd,
}: {
  tenant: string;
  taken: ReadonlySet<string>;
  offer: readonly Role[];
  busy: boolean;
  onAdd: (person: { user_id: string; name: string }, role: Role, days: string) => void;
}) {
  const [text, setText] = useState('');
  const [role, setRole] = useState<Role>('moderator');
  const [days, setDays] = useState('');
  const query = useDebounced(text.trim());
  const found = useQuery({ ...membersQuery(tenant, query, 8), enabled: query.length >= 2 });
  const people = found.data?.items.filter((m) => !m.bot);
  return (
    <Panel title="Add someone">
      <div className="flex flex-wrap gap-2 p-3">
        <input
          type="search"
          aria-label="Find a member to add"
          placeholder="Name of a member"
          autoComplete="off"
          value={text}
          onChange={(e) => setText(e.target.value)}
          className="field h-9 min-w-40 flex-1 pointer-coarse:h-11"
        />
        <RoleSelect label="Role to give" value={role} offer={offer} onChange={setRole} />
        <EndSelect
          label="How long to give it"
          value={role === 'owner' ? '' : days}
          disabled={role === 'owner'}
          onChange={setDays}
        />
      </div>
      {query.length >= 2 && (
        <div className="border-t border-line">
          {found.error ? (
            <Failure error={found.error} what="Members can't be read" retry={found.refetch} />
          ) : !people ? (
            <RowSkeletons rows={2} label="Looking for members" />
          ) : people.length === 0 ? (
            <Empty title={`Nobody called “${query}”`}>Only members of the server can be staff.</Empty>
          ) : (
            <ul aria-label="Members found" className="divide-y divide-line">
              {people.map((m) => (
                <li key={m.id} className="flex items-center gap-3 px-4 py-2">
                  <Avatar id={m.id} name={m.display_name} url={m.avatar_url} />
                  <span className="min-w-0 flex-1 truncate">
                    {m.display_name} <span className="text-sm text-mist">@{m.username}</span>
                  </span>
                  {taken.has(m.id) ? (
                    <span className="text-sm text-mist">On the staff</span>
                  ) : (
                    <Button
                      size="sm"
                      disabled={busy}
                      onClick={() =>
                        onAdd({ user_id: m.id, name: m.display_name }, role, role === 'owner' ? '' : days)
                      }
                    >
                      Add<span className="sr-only"> {m.display_name}</span>
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Panel>
  );
}
