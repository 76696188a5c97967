import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, explain } from '#/shared/api/client';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Field } from '#/shared/ui/field';
import { createKey, type NewKey } from './api';
import { LIVES, NAME_MAX, requestOf } from './terms';

export function CreateKeyDialog({
  tenant,
  onMade,
  onClose,
}: {
  tenant: string;
  onMade: (made: NewKey) => void;
  onClose: () => void;
}) {
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [publishes, setPublishes] = useState(false);
  const [life, setLife] = useState('90');
  const make = useMutation({
    mutationFn: () => createKey(tenant, requestOf(name, publishes, life)),
    onSuccess: onMade,
  });
  const refused = (field: string): string | undefined =>
    make.error instanceof ApiError
      ? make.error.problem.errors?.find((e) => e.field === field)?.detail
      : undefined;
  const named = refused('name') ?? refused('scopes') ?? refused('expires_in');
  const length = [...name.trim()].length;
  const ok = length > 0 && length <= NAME_MAX;
  return (
    <Dialog
      title="New API key"
      description="For a program that works with this community. It acts under its own name."
      onClose={onClose}
      initialFocus={first}
    >
      <form
        className="space-y-4 p-5"
        onSubmit={(e) => {
          e.preventDefault();
          if (ok && !make.isPending) make.mutate();
        }}
      >
        <Field
          label="Name"
          count={length}
          max={NAME_MAX}
          error={refused('name')}
          hint="What it is for, so that you know later what stops when you revoke it."
        >
          {(p) => (
            <input
              {...p}
              ref={first}
              value={name}
              autoComplete="off"
              onChange={(e) => setName(e.target.value)}
              className="field h-10 pointer-coarse:h-11"
            />
          )}
        </Field>
        <fieldset className="space-y-1">
          <legend className="mb-1 text-sm text-mist">It may</legend>
          <label className="flex min-h-9 items-center gap-2.5 pointer-coarse:min-h-11">
            <input type="checkbox" checked disabled className="size-4 accent-glacier" />
            <span>
              View <span className="text-sm text-mist">messages, cases, staff, settings</span>
            </span>
          </label>
          <label className="flex min-h-9 items-center gap-2.5 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={publishes}
              onChange={(e) => setPublishes(e.target.checked)}
              className="size-4 accent-glacier"
            />
            <span>
              Publish <span className="text-sm text-mist">messages to any channel</span>
            </span>
          </label>
          <p className="text-xs text-haze">
            A key never moderates or manages: that takes a person with a rank in your server.
          </p>
          {refused('scopes') && (
            <p role="alert" className="text-xs text-ember">
              {refused('scopes')}
            </p>
          )}
        </fieldset>
        <Field label="Ends" error={refused('expires_in')}>
          {(p) => (
            <select
              {...p}
              value={life}
              onChange={(e) => setLife(e.target.value)}
              className="field h-10 pointer-coarse:h-11"
            >
              {LIVES.map((l) => (
                <option key={l.value} value={l.value}>
                  {l.label}
                </option>
              ))}
            </select>
          )}
        </Field>
        {make.error && !named && (
          <p role="alert" className="text-sm text-ember">
            {explain(make.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!ok || make.isPending}>
            {make.isPending ? 'Making…' : 'Make key'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
