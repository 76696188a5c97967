import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { useRef, useState } from 'react';
import { ApiError, explain, type Schemas } from '#/shared/api/client';
import { memberQuery } from '#/shared/api/queries';
import { duration, fmt, isAhead } from '#/shared/lib/format';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Field } from '#/shared/ui/field';
import { closeTimeout, type TimeoutTarget } from '#/shared/ui/timeoutRequest';
import { toastError, toasts } from '#/shared/ui/toast';
import { casesKey, endTimeout, timeOut } from './api';
import { customSeconds, LONGEST, PRESETS, REASON_MAX, reasonProblem, type Unit } from './durations';

function fieldProblem(error: unknown, field: string): string | undefined {
  return error instanceof ApiError ? error.problem.errors?.find((e) => e.field === field)?.detail : undefined;
}

/** Tells what was done, with a way to take it back that the server carries out. */
function announce(
  tenant: string,
  target: TimeoutTarget,
  done: Schemas['SanctionResult'],
  settle: () => void,
) {
  const href = `/app/${tenant}/moderation/cases/${done.number}`;
  const until = done.expires_at ? `timed out until ${fmt.full(done.expires_at)}` : 'timed out';
  const id = toasts.add({
    title: `Case #${done.number} — ${done.state === 'pending' ? 'time-out on its way' : until}`,
    description:
      done.state === 'pending'
        ? `Discord has not confirmed yet; ${target.name} is timed out as soon as it does.`
        : target.name,
    timeout: 12_000,
    data: { href, hrefLabel: `Open case #${done.number}` },
    actionProps: {
      children: 'Undo',
      onClick: () => {
        toasts.close(id);
        endTimeout(tenant, { member: target.id, reason: `Undone: case #${done.number}` }).then(
          (back) => {
            settle();
            toasts.add({
              title: `Case #${back.number} — time-out ended`,
              description: target.name,
              data: { href: `/app/${tenant}/moderation/cases/${back.number}`, hrefLabel: 'Open the case' },
            });
          },
          (error: unknown) => toastError('The time-out still stands', error),
        );
      },
    },
  });
}

export default function TimeoutDialog({ target, tenant }: { target: TimeoutTarget; tenant: string }) {
  const qc = useQueryClient();
  const { data: member } = useQuery({ ...memberQuery(tenant, target.id), retry: false });
  const [preset, setPreset] = useState<number | 'custom'>(600);
  const [amount, setAmount] = useState('2');
  const [unit, setUnit] = useState<Unit>('hours');
  const [reason, setReason] = useState('');
  const reasonBox = useRef<HTMLTextAreaElement>(null);
  const [tried, setTried] = useState(false);
  const lasting = preset === 'custom' ? customSeconds(amount, unit) : preset;
  const problem = reasonProblem(reason);
  const settle = () => {
    void qc.invalidateQueries({ queryKey: casesKey(tenant) });
    void qc.invalidateQueries({ queryKey: ['t', tenant, 'members'] });
    void qc.invalidateQueries({ queryKey: ['t', tenant, 'member', target.id] });
    void qc.invalidateQueries({ queryKey: ['t', tenant, 'overview'] });
  };
  const act = useMutation({
    mutationFn: (seconds: number) =>
      timeOut(tenant, { member: target.id, lasting: seconds, reason: reason.trim() }),
    onSuccess: (done) => {
      settle();
      closeTimeout();
      announce(tenant, target, done, settle);
    },
  });
  const already = isAhead(member?.timed_out_until);
  const serverReason = fieldProblem(act.error, 'reason');
  const serverLasting = fieldProblem(act.error, 'lasting');
  return (
    <Dialog
      title={`Time out ${target.name}`}
      description="They can read, but not write, react or speak until it ends."
      onClose={closeTimeout}
      initialFocus={reasonBox}
    >
      <form
        className="space-y-4 p-5"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          setTried(true);
          if (!problem && typeof lasting === 'number') act.mutate(lasting);
        }}
      >
        <div className="flex items-center gap-3 rounded-md border border-line px-3 py-2">
          <Avatar id={target.id} name={target.name} url={target.avatar_url} className="size-9" />
          <div className="min-w-0">
            <div className="truncate">{member ? member.display_name : target.name}</div>
            <div className="truncate text-xs text-mist">
              {member ? `@${member.username} · ` : ''}
              <span className="font-mono text-2xs">{target.id}</span>
            </div>
          </div>
        </div>
        {already && (
          <p role="status" className="text-sm text-lamp">
            Already timed out until {fmt.full(member?.timed_out_until ?? 0)}. A new time-out replaces it.
          </p>
        )}
        <fieldset>
          <legend className="mb-1 text-sm text-mist">How long</legend>
          <div className="flex flex-wrap gap-1.5">
            {[...PRESETS, ['Custom', 'custom'] as const].map(([label, value]) => (
              <label
                key={label}
                className={clsx(
                  'flex h-9 cursor-pointer items-center rounded-md border px-3 text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-glacier pointer-coarse:h-11',
                  value === preset
                    ? 'border-glacier bg-glacier-wash text-glacier'
                    : 'border-line-strong text-mist hover:text-snow',
                )}
              >
                <input
                  type="radio"
                  name="lasting"
                  className="sr-only"
                  checked={value === preset}
                  onChange={() => setPreset(value)}
                />
                {label}
              </label>
            ))}
          </div>
          {preset === 'custom' && (
            <div className="mt-3 grid grid-cols-[1fr_auto] items-start gap-2">
              <Field label="Amount" error={typeof lasting === 'string' ? lasting : undefined}>
                {(p) => (
                  <input
                    {...p}
                    inputMode="numeric"
                    value={amount}
                    onChange={(e) => setAmount(e.target.value)}
                    className="field h-9 pointer-coarse:h-11"
                  />
                )}
              </Field>
              <Field label="Unit">
                {(p) => (
                  <select
                    {...p}
                    value={unit}
                    onChange={(e) => setUnit(e.target.value as Unit)}
                    className="field h-9 pointer-coarse:h-11"
                  >
                    <option value="minutes">minutes</option>
                    <option value="hours">hours</option>
                    <option value="days">days</option>
                  </select>
                )}
              </Field>
            </div>
          )}
          {serverLasting && (
            <p role="alert" className="mt-1 text-xs text-ember">
              {serverLasting}
            </p>
          )}
        </fieldset>
        <Field
          label="Reason"
          count={[...reason].length}
          max={REASON_MAX}
          error={serverReason ?? (tried ? problem : undefined)}
        >
          {(p) => (
            <textarea
              {...p}
              ref={reasonBox}
              rows={3}
              required
              value={reason}
              onChange={(e) => setReason(e.target.value)}
              className="field"
            />
          )}
        </Field>
        {act.error && !serverReason && !serverLasting && (
          <p
            role="alert"
            className="rounded-md border border-ember/60 bg-ember-wash px-3 py-2 text-sm text-ember"
          >
            {explain(act.error)}
          </p>
        )}
        <div className="flex items-center justify-end gap-2">
          {typeof lasting === 'number' && (
            <span className="num mr-auto text-xs text-haze">
              {lasting === LONGEST ? 'The longest Discord allows' : `For ${duration(lasting)}`}
            </span>
          )}
          <Button onClick={closeTimeout}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={act.isPending}>
            {act.isPending ? 'Timing out…' : 'Time out'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
