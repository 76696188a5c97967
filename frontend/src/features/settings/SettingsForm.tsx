import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError, explain } from '#/shared/api/client';
import { meQuery } from '#/shared/api/queries';
import { Button } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { Panel } from '#/shared/ui/page';
import { AlertChannel } from './AlertChannel';
import { revisionsQuery, saveSettings, settingsQuery, type Settings } from './api';
import { Branding } from './Branding';
import {
  changedIn,
  draftOf,
  HEX,
  LABELS,
  LOCALES,
  logoProblem,
  NAME_MAX,
  rebased,
  requestOf,
  type Draft,
  type Field as Name,
} from './draft';
import { languageOf } from './names';
import { RolePicker } from './RolePicker';

/** All settings, saved together; what somebody else saved meanwhile is shown, never overwritten unseen. */
export function SettingsForm({
  tenant,
  guild,
  saved,
  locked,
}: {
  tenant: string;
  guild: string | undefined;
  saved: Settings;
  locked: boolean;
}) {
  const qc = useQueryClient();
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [clashes, setClashes] = useState<Name[]>([]);
  const from = draftOf(base);
  const dirty = changedIn(draft, from).length > 0;
  const save = useMutation({
    mutationFn: () => saveSettings(tenant, requestOf(draft, from, base.revision)),
    onSuccess: (now) => {
      qc.setQueryData(settingsQuery(tenant).queryKey, now);
      setBase(now);
      setDraft(draftOf(now));
      setClashes([]);
      void qc.invalidateQueries({ queryKey: revisionsQuery(tenant).queryKey });
      void qc.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.code !== 'tenancy.stale_settings') return;
      await qc.invalidateQueries({ queryKey: settingsQuery(tenant).queryKey });
      const theirs = qc.getQueryData(settingsQuery(tenant).queryKey);
      if (!theirs) return;
      const merged = rebased(draft, from, draftOf(theirs));
      setBase(theirs);
      setDraft(merged.draft);
      setClashes(merged.clashes);
    },
  });
  // What was restored, or changed by somebody else, comes in while nothing is being edited.
  if (saved.revision > base.revision && !dirty && !save.isPending) {
    setBase(saved);
    setDraft(draftOf(saved));
  }
  const zones = useMemo(
    () => [...new Set(['UTC', base.timezone, ...Intl.supportedValuesOf('timeZone')])],
    [base.timezone],
  );
  const set = (change: Partial<Draft>) => {
    setDraft((d) => ({ ...d, ...change }));
    if (save.isSuccess || (save.isError && clashes.length === 0)) save.reset();
  };
  const stale = save.error instanceof ApiError && save.error.code === 'tenancy.stale_settings';
  const refused = (field: Name): string | undefined =>
    !stale && save.error instanceof ApiError
      ? save.error.problem.errors?.find((e) => e.field === field)?.detail
      : undefined;
  const name = draft.name.trim();
  const ok =
    name.length > 0 &&
    [...name].length <= NAME_MAX &&
    HEX.test(draft.accent) &&
    logoProblem(draft.logo_url) === undefined;
  const named = (Object.keys(draft) as Name[]).some((f) => refused(f));
  return (
    <form
      className="space-y-5"
      onSubmit={(e) => {
        e.preventDefault();
        if (ok && dirty && !save.isPending) save.mutate();
      }}
    >
      <fieldset disabled={locked} className="space-y-5">
        <Panel title="Branding">
          <Branding
            draft={draft}
            logo={base.logo_url === draft.logo_url ? base.icon_url : null}
            refused={refused}
            set={set}
          />
        </Panel>
        <Panel title="Time and language">
          <div className="grid gap-4 p-4 sm:grid-cols-2">
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
            <Field label="Language" error={refused('locale')} hint="For dates and numbers in your community.">
              {(p) => (
                <select
                  {...p}
                  value={draft.locale}
                  onChange={(e) => set({ locale: e.target.value })}
                  className="field h-10 pointer-coarse:h-11"
                >
                  {LOCALES.map((tag) => (
                    <option key={tag} value={tag}>
                      {languageOf(tag)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
        </Panel>
        <Panel title="Moderation">
          <div className="space-y-4 p-4">
            <div>
              <p className="mb-1 text-sm text-mist">Protected roles</p>
              <RolePicker
                tenant={tenant}
                guild={guild}
                label="Protected roles"
                value={draft.protected_roles}
                disabled={locked}
                onChange={(protected_roles) => set({ protected_roles })}
              />
              <p className="mt-1 text-xs text-haze">Nobody times out a member who holds one of them.</p>
              {refused('protected_roles') && (
                <p role="alert" className="mt-1 text-xs text-ember">
                  {refused('protected_roles')}
                </p>
              )}
            </div>
            <Field
              label="Alert channel"
              error={refused('alert_channel')}
              hint="Where the bot asks for a hand."
            >
              {(p) => (
                <AlertChannel
                  {...p}
                  tenant={tenant}
                  value={draft.alert_channel}
                  onChange={(e) => set({ alert_channel: e.target.value })}
                />
              )}
            </Field>
          </div>
        </Panel>
      </fieldset>
      {stale && (
        <div role="alert" className="rounded-lg border border-lamp/60 bg-lamp-wash px-4 py-3 text-sm">
          <p className="font-[560]">{explain(save.error)}</p>
          {clashes.length > 0 ? (
            <ul className="mt-1 space-y-0.5">
              {clashes.map((f) => (
                <li key={f}>
                  {LABELS[f]}: theirs is “{String(from[f])}”, yours “{String(draft[f])}”.{' '}
                  <button
                    type="button"
                    className="text-glacier underline"
                    onClick={() => {
                      set({ [f]: from[f] });
                      setClashes((all) => all.filter((one) => one !== f));
                    }}
                  >
                    Take theirs
                  </button>
                </li>
              ))}
            </ul>
          ) : (
            <p className="mt-1">Yours stands beside theirs now. Save again to keep it.</p>
          )}
        </div>
      )}
      {save.error && !named && !stale && (
        <p role="alert" className="text-sm text-ember">
          {explain(save.error)}
        </p>
      )}
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" disabled={locked || !dirty || !ok || save.isPending}>
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
        {dirty && !save.isPending && (
          <Button
            variant="ghost"
            onClick={() => {
              setDraft(from);
              setClashes([]);
              save.reset();
            }}
          >
            Discard
          </Button>
        )}
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
