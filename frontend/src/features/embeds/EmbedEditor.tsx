import { ChevronDown, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useFormState, useWatch, type UseFormReturn } from 'react-hook-form';
import { Button } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { FieldsEditor } from './FieldsEditor';
import type { MessageForm } from './form';
import { count, LIMIT } from './limits';

/** One embed's inputs. Parts that few embeds have are folded until they are used or wrong. */
export function EmbedEditor({
  form,
  at,
  onRemove,
}: {
  form: UseFormReturn<MessageForm>;
  at: number;
  onRemove: (() => void) | undefined;
}) {
  const { control, register, setValue } = form;
  const value = useWatch({ control, name: `embeds.${at}` });
  const { errors } = useFormState({ control, name: `embeds.${at}` });
  const wrong = errors.embeds?.[at];
  const [open, setOpen] = useState(true);
  const extras = [
    value?.author.name,
    value?.footer.text,
    value?.image.url,
    value?.thumbnail.url,
    value?.timestamp,
  ].some(Boolean);
  const [more, setMore] = useState(extras);
  const unfolded =
    more || !!(wrong?.author ?? wrong?.footer ?? wrong?.image ?? wrong?.thumbnail ?? wrong?.timestamp);
  if (!value) return null;
  return (
    <section aria-label={`Embed ${at + 1}`} className="rounded-lg border border-line">
      <div className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-2 px-3 text-left"
        >
          <ChevronDown
            className={`size-4 shrink-0 text-haze transition-transform ${open ? '' : '-rotate-90'}`}
            aria-hidden="true"
          />
          <span className="text-sm font-[560]">Embed {at + 1}</span>
          {!open && <span className="truncate text-sm text-mist">{value.title || value.description}</span>}
        </button>
        {onRemove && (
          <Button size="icon" variant="ghost" aria-label={`Remove embed ${at + 1}`} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden="true" />
          </Button>
        )}
      </div>
      {open && (
        <div className="space-y-3 border-t border-line p-3">
          <Field
            label="Embed title"
            count={count(value.title)}
            max={LIMIT.title}
            error={wrong?.title?.message}
          >
            {(p) => <input {...p} {...register(`embeds.${at}.title`)} className="field" />}
          </Field>
          <Field
            label="Description"
            count={count(value.description)}
            max={LIMIT.description}
            error={wrong?.description?.message}
          >
            {(p) => (
              <textarea
                {...p}
                {...register(`embeds.${at}.description`)}
                rows={6}
                className="field font-mono text-sm"
              />
            )}
          </Field>
          <div className="grid grid-cols-[minmax(0,1fr)_auto_6.5rem] items-start gap-2">
            <Field label="Title link" error={wrong?.url?.message}>
              {(p) => (
                <input {...p} inputMode="url" {...register(`embeds.${at}.url`)} className="field text-sm" />
              )}
            </Field>
            <input
              aria-label="Pick a color"
              type="color"
              value={/^#[0-9a-f]{6}$/i.test(value.color) ? value.color : '#35353b'}
              onChange={(e) =>
                setValue(`embeds.${at}.color`, e.target.value, { shouldDirty: true, shouldValidate: true })
              }
              className="mt-6 h-[2.125rem] w-11 pointer-coarse:h-11 rounded-md border border-line-strong bg-night p-0.5"
            />
            <Field label="Color" error={wrong?.color?.message}>
              {(p) => (
                <input
                  {...p}
                  placeholder="#69d2e7"
                  spellCheck={false}
                  {...register(`embeds.${at}.color`)}
                  className="field font-mono text-sm"
                />
              )}
            </Field>
          </div>
          <FieldsEditor form={form} at={at} />
          <Button
            size="sm"
            variant="ghost"
            aria-expanded={unfolded}
            className="-ml-2"
            onClick={() => setMore(!unfolded)}
          >
            <ChevronDown
              className={`size-4 transition-transform ${unfolded ? '' : '-rotate-90'}`}
              aria-hidden="true"
            />
            Author, pictures, footer and time
          </Button>
          {unfolded && <Extras form={form} at={at} />}
        </div>
      )}
    </section>
  );
}

function Extras({ form, at }: { form: UseFormReturn<MessageForm>; at: number }) {
  const { control, register } = form;
  const value = useWatch({ control, name: `embeds.${at}` });
  const { errors } = useFormState({ control, name: `embeds.${at}` });
  const wrong = errors.embeds?.[at];
  const url = 'field text-sm';
  return (
    <div className="space-y-3">
      <Field
        label="Author"
        count={count(value.author.name)}
        max={LIMIT.author}
        error={wrong?.author?.name?.message}
      >
        {(p) => <input {...p} {...register(`embeds.${at}.author.name`)} className="field" />}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Author link" error={wrong?.author?.url?.message}>
          {(p) => <input {...p} inputMode="url" {...register(`embeds.${at}.author.url`)} className={url} />}
        </Field>
        <Field label="Author picture" error={wrong?.author?.icon_url?.message}>
          {(p) => (
            <input {...p} inputMode="url" {...register(`embeds.${at}.author.icon_url`)} className={url} />
          )}
        </Field>
        <Field label="Image" error={wrong?.image?.url?.message}>
          {(p) => <input {...p} inputMode="url" {...register(`embeds.${at}.image.url`)} className={url} />}
        </Field>
        <Field label="Thumbnail" error={wrong?.thumbnail?.url?.message}>
          {(p) => (
            <input {...p} inputMode="url" {...register(`embeds.${at}.thumbnail.url`)} className={url} />
          )}
        </Field>
      </div>
      <Field
        label="Footer"
        count={count(value.footer.text)}
        max={LIMIT.footer}
        error={wrong?.footer?.text?.message}
      >
        {(p) => <input {...p} {...register(`embeds.${at}.footer.text`)} className="field" />}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Footer picture" error={wrong?.footer?.icon_url?.message}>
          {(p) => (
            <input {...p} inputMode="url" {...register(`embeds.${at}.footer.icon_url`)} className={url} />
          )}
        </Field>
        <Field label="Time shown" error={wrong?.timestamp?.message} hint="In your time zone.">
          {(p) => (
            <input {...p} type="datetime-local" {...register(`embeds.${at}.timestamp`)} className={url} />
          )}
        </Field>
      </div>
    </div>
  );
}
