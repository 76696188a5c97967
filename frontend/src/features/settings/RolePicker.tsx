import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { explain } from '#/shared/api/client';
import { rolesQuery } from '#/shared/api/queries';
import { Button } from '#/shared/ui/button';

/** Picks Discord roles by name; a role that is gone, or can't be named now, goes by its id. */
export function RolePicker({
  tenant,
  guild,
  label,
  value,
  disabled,
  onChange,
}: {
  tenant: string;
  guild: string | undefined;
  label: string;
  value: readonly string[];
  disabled: boolean;
  onChange: (ids: readonly string[]) => void;
}) {
  const roles = useQuery(rolesQuery(tenant));
  const [chosen, setChosen] = useState('');
  const name = (id: string): string => roles.data?.find((r) => r.id === id)?.name ?? `Role ${id}`;
  const free = roles.data?.filter((r) => r.id !== guild && !value.includes(r.id));
  return (
    <div className="space-y-2">
      {value.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {value.map((id) => (
            <li
              key={id}
              className="flex items-center gap-1 rounded-md border border-line-strong bg-night py-0.5 pr-0.5 pl-2.5 text-sm"
            >
              {name(id)}
              <Button
                size="tiny"
                variant="ghost"
                disabled={disabled}
                aria-label={`Protect ${name(id)} no more`}
                onClick={() => onChange(value.filter((one) => one !== id))}
              >
                <X className="size-3.5" aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <div className="flex gap-2">
          <select
            aria-label="Role to protect"
            value={chosen}
            onChange={(e) => setChosen(e.target.value)}
            className="field h-10 min-w-0 flex-1 pointer-coarse:h-11"
          >
            <option value="">A role…</option>
            {free?.map((r) => (
              <option key={r.id} value={r.id}>
                {r.name}
              </option>
            ))}
          </select>
          <Button
            disabled={!chosen}
            onClick={() => {
              onChange([...value, chosen]);
              setChosen('');
            }}
          >
            <Plus className="size-4" aria-hidden="true" />
            Protect
          </Button>
        </div>
      )}
      {roles.error && (
        <p role="alert" className="text-xs text-ember">
          {explain(roles.error)}
        </p>
      )}
    </div>
  );
}
