import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError, explain } from '#/shared/api/client';
import { meQuery } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { Page, Panel } from '#/shared/ui/page';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { saveSettings, settingsQuery, type Settings } from './api';

const NAME_MAX = 100;
const HEX = /^#[0-9a-f]{6}$/i;

function SettingsForm({ tenant, saved, locked }: { tenant: string; saved: Settings; locked: boolean }) {
  const qc = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const changed = Object.fromEntries(
    Object.entries(draft).filter(([k, v]) => saved[k as keyof Settings] !== v),
  ) as Partial<Settings>;
  const dirty = Object.keys(changed).length > 0;
  const save = useMutation({
    mutationFn: () => saveSettings(tenant, changed),
    onSuccess: (now) => {
      qc.setQueryData(settingsQuery(tenant).queryKey, now);
      setDraft(now);
      void qc.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  const zones = useMemo(
    () => [...new Set(['UTC', saved.timezone, ...Intl.supportedValuesOf('timeZone')])],
    [saved.timezone],
  );
  const set = (change: Partial<Settings>) => {
    setDraft((d) => ({ ...d, ...change }));
    if (save.isSuccess || save.isError) save.reset();
  };
  const refused = (field: keyof Settings): string | undefined =>
    save.error instanceof ApiError
      ? save.error.problem.errors?.find((e) => e.field === field)?.detail
      : undefined;
  const name = draft.name.trim();
  const ok = name.length > 0 && [...name].length <= NAME_MAX && HEX.test(draft.accent);
  const named = refused('name') ?? refused('accent') ?? refused('timezone');
  return (
    <form
      className="space-y-4 p-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (ok && dirty) save.mutate();
      }}
    >
      <fieldset disabled={locked} className="space-y-4">
        <Field
          label="Name"
          count={[...draft.name].length}
          max={NAME_MAX}
          error={refused('name') ?? (name ? undefined : 'A community needs a name.')}
        >
          {(p) => (
            <input
              {...p}
              value={draft.name}
              onChange={(e) => set({ name: e.target.value })}
              className="field h-10 pointer-coarse:h-11"
            />
          )}
        </Field>
        <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-2">
          <Field label="Accent">
            {(p) => (
              <input
                {...p}
                type="color"
                value={HEX.test(draft.accent) ? draft.accent : '#000000'}
                onChange={(e) => set({ accent: e.target.value })}
                className="h-10 w-14 rounded-md border border-line-strong bg-night p-1 pointer-coarse:h-11"
              />
            )}
          </Field>
          <Field
            label="Accent as hex"
            error={
              refused('accent') ?? (HEX.test(draft.accent) ? undefined : 'Six hex digits, like #69d2e7.')
            }
          >
            {(p) => (
              <input
                {...p}
                value={draft.accent}
                spellCheck={false}
                onChange={(e) => set({ accent: e.target.value })}
                className="field h-10 font-mono pointer-coarse:h-11"
              />
            )}
          </Field>
        </div>
        <Field
          label="Time zone"
          error={refused('timezone')}
          hint="For what is written to your community. This dashboard shows your own time."
        >
          {(p) => (
            <select
              {...p}
              value={draft.timezone}
              onChange={(e) => set({ timezone: e.target.value })}
              className="field h-10 pointer-coarse:h-11"
            >
              {zones.map((z) => (
                <option key={z} value={z}>
                  {z.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          )}
        </Field>
      </fieldset>
      {save.error && !named && (
        <p role="alert" className="text-sm text-ember">
          {explain(save.error)}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" disabled={locked || !dirty || !ok || save.isPending}>
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
        <span role="status" className="text-sm text-mist">
          {locked
            ? 'Only owners and admins change settings.'
            : save.isPending
              ? ''
              : dirty
                ? 'Not saved yet'
                : save.isSuccess
                  ? 'Saved'
                  : ''}
        </span>
      </div>
    </form>
  );
}

export function SettingsPage() {
  const { slug: tenant, may } = useTenant();
  const settings = useQuery(settingsQuery(tenant));
  return (
    <Page title="Settings" lead="What this community is called and how it looks." width="max-w-2xl">
      <Panel title="Community">
        {settings.error && !settings.data ? (
          <Failure error={settings.error} what="Settings can't be loaded" retry={settings.refetch} />
        ) : settings.data ? (
          <SettingsForm tenant={tenant} saved={settings.data} locked={!may('manage_settings')} />
        ) : (
          <RowSkeletons rows={3} label="Loading settings" />
        )}
      </Panel>
    </Page>
  );
}
