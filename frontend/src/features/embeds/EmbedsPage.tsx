import { valibotResolver } from '@hookform/resolvers/valibot';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Send } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Controller, useFieldArray, useForm, useWatch, type FieldPath } from 'react-hook-form';
import { ApiError, explain } from '#/shared/api/client';
import type { Dispatch } from '#/shared/api/queries';
import { NamesContext } from '#/shared/discord/names';
import { useGuildNames } from '#/shared/discord/useGuildNames';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';
import { useTenant } from '#/shared/lib/useTenant';
import { useFrame } from '#/shared/realtime/live';
import { Button } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { toastError } from '#/shared/ui/toast';
import { dispatchesQuery, placeDispatch, sendDispatch } from './api';
import { ChannelSelect } from './ChannelSelect';
import { DispatchState, RecentDispatches } from './Dispatches';
import { loadDraft, startingMessage } from './draft';
import { EmbedEditor } from './EmbedEditor';
import {
  blankEmbed,
  blankMessage,
  inputOf,
  messageSchema,
  toDispatch,
  wholeProblem,
  type MessageForm,
} from './form';
import { count, LIMIT } from './limits';
import { useDraft } from './useDraft';

const Preview = lazy(() => import('./Preview'));

const DRAFT_SAYS = {
  none: '',
  saved: 'Draft kept',
  unsaved: 'Draft…',
  impossible: 'This browser keeps no drafts',
} as const;

/** The dispatches of this tenant and a way to send one; lists follow the live stream. */
function useDispatching(tenant: string) {
  const qc = useQueryClient();
  const { queryKey } = dispatchesQuery(tenant);
  const place = (d: Dispatch) => qc.setQueryData(queryKey, (old) => old && placeDispatch(old, d));
  useFrame('dispatch.changed', place);
  const { data } = useQuery(dispatchesQuery(tenant));
  const [lastId, setLastId] = useState<string | null>(null);
  const sent = (d: Dispatch) => {
    setLastId(d.id);
    if (qc.getQueryData(queryKey)) place(d);
    else void qc.invalidateQueries({ queryKey });
  };
  return { last: data?.find((d) => d.id === lastId), sent };
}

export function EmbedsPage() {
  useDocumentTitle('Embeds');
  const { slug: tenant, may } = useTenant();
  const names = useGuildNames(tenant);
  const [restored, setRestored] = useState(() => loadDraft(tenant));
  const form = useForm<MessageForm>({
    resolver: valibotResolver(messageSchema),
    defaultValues: startingMessage(restored),
    mode: 'onTouched',
  });
  const { register, control, formState } = form;
  const embeds = useFieldArray({ control, name: 'embeds' });
  const content = useWatch({ control, name: 'content' });
  const { state: draft, forget } = useDraft(tenant, form);
  const { last, sent } = useDispatching(tenant);
  const [problems, setProblems] = useState<string[]>([]);
  const allowed = may('publish');

  const startOver = () => {
    form.reset(blankMessage());
    forget();
    setRestored(null);
    setProblems([]);
  };
  const send = useMutation({
    mutationFn: (value: MessageForm) => sendDispatch(tenant, toDispatch(value).body),
    onSuccess: (d) => {
      forget();
      setRestored(null);
      sent(d);
    },
    onError: (error, value) => {
      const { places } = toDispatch(value);
      const fields = error instanceof ApiError ? (error.problem.errors ?? []) : [];
      const loose: string[] = [];
      for (const { field, detail } of fields) {
        const input = inputOf(field, places);
        if (input)
          form.setError(
            input as FieldPath<MessageForm>,
            { type: 'server', message: detail },
            { shouldFocus: true },
          );
        else loose.push(detail);
      }
      setProblems(fields.length === 0 ? [explain(error)] : loose);
    },
  });
  const again = useMutation({
    mutationFn: (d: Dispatch) =>
      sendDispatch(tenant, { channel: d.channel_id, content: d.content, embeds: d.embeds }),
    onSuccess: sent,
    onError: (error) => toastError('It was not sent again', error),
  });
  const submit = form.handleSubmit((value) => {
    const whole = wholeProblem(value);
    setProblems(whole ? [whole] : []);
    if (!whole) send.mutate(value);
  });

  return (
    <NamesContext value={names}>
      <form
        noValidate
        className="grid lg:h-full lg:min-h-0 lg:grid-cols-[minmax(24rem,34rem)_minmax(0,1fr)]"
        onSubmit={(e) => void submit(e)}
      >
        <div className="flex min-h-0 flex-col border-line lg:border-r">
          <div className="flex min-h-13 items-center gap-3 border-b border-line bg-night px-4 max-lg:sticky max-lg:top-0 max-lg:z-20">
            <h1 className="text-lg font-[600]">Embeds</h1>
            <span role="status" className="text-xs text-haze">
              {DRAFT_SAYS[draft]}
            </span>
            <span className="ml-auto flex gap-2">
              <Button size="sm" variant="ghost" onClick={startOver}>
                Start over
              </Button>
              <Button
                size="sm"
                variant="primary"
                type="submit"
                disabled={!allowed || send.isPending}
                title={allowed ? undefined : 'Your role here may not publish.'}
              >
                <Send className="size-3.5" aria-hidden="true" />
                {send.isPending ? 'Sending…' : 'Send'}
              </Button>
            </span>
          </div>
          <div className="min-h-0 flex-1 space-y-4 p-4 lg:overflow-y-auto">
            {!allowed && (
              <p role="status" className="text-sm text-lamp">
                Your role here may not publish. You can draft; an admin has to send it.
              </p>
            )}
            {restored && (
              <div
                role="status"
                className="flex items-center gap-2 rounded-md border border-line-strong px-3 py-1.5 text-sm"
              >
                Draft restored
                <Button size="sm" variant="ghost" className="ml-auto" onClick={startOver}>
                  Discard
                </Button>
              </div>
            )}
            {problems.length > 0 && (
              <div
                role="alert"
                className="space-y-1 rounded-md border border-ember/60 bg-ember-wash px-3 py-2 text-sm text-ember"
              >
                {problems.map((p) => (
                  <p key={p}>{p}</p>
                ))}
              </div>
            )}
            {last && (
              <div
                role="status"
                aria-label="Last dispatch"
                className="rounded-lg border border-line-strong bg-firn"
              >
                <DispatchState d={last} tenant={tenant} onRetry={again.mutate} busy={again.isPending} />
              </div>
            )}
            <Field label="Channel" error={formState.errors.channel?.message}>
              {(p) => (
                <Controller
                  control={control}
                  name="channel"
                  render={({ field }) => <ChannelSelect {...p} {...field} tenant={tenant} />}
                />
              )}
            </Field>
            <Field
              label="Message"
              count={count(content)}
              max={LIMIT.content}
              error={formState.errors.content?.message}
            >
              {(p) => <textarea {...p} {...register('content')} rows={2} className="field" />}
            </Field>
            {embeds.fields.map((e, i) => (
              <EmbedEditor
                key={e.id}
                form={form}
                at={i}
                onRemove={embeds.fields.length > 1 ? () => embeds.remove(i) : undefined}
              />
            ))}
            <Button
              className="w-full"
              disabled={embeds.fields.length >= LIMIT.embeds}
              onClick={() => embeds.append(blankEmbed())}
            >
              <Plus className="size-4" aria-hidden="true" />
              Add embed{' '}
              <span className="num text-haze">
                {embeds.fields.length} / {LIMIT.embeds}
              </span>
            </Button>
            <RecentDispatches tenant={tenant} onRetry={again.mutate} busy={again.isPending} />
          </div>
        </div>
        <Suspense fallback={<div className="dc min-h-72" aria-busy="true" />}>
          <Preview control={control} />
        </Suspense>
      </form>
    </NamesContext>
  );
}
