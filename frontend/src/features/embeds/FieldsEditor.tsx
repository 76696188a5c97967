import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormState, useWatch, type UseFormReturn } from 'react-hook-form';
import { Button } from '#/shared/ui/button';
import { Field } from '#/shared/ui/field';
import { toasts } from '#/shared/ui/toast';
import type { MessageForm } from './form';
import { count, LIMIT } from './limits';

export function FieldsEditor({ form, at }: { form: UseFormReturn<MessageForm>; at: number }) {
  const { control, register } = form;
  const list = useFieldArray({ control, name: `embeds.${at}.fields` });
  const values = useWatch({ control, name: `embeds.${at}.fields` });
  const { errors } = useFormState({ control, name: `embeds.${at}.fields` });
  const full = list.fields.length >= LIMIT.fields;
  return (
    <div className="space-y-2">
      <div className="flex items-center justify-between">
        <h2 className="text-sm font-[560]">
          Fields{' '}
          <span className="num text-haze">
            {list.fields.length} / {LIMIT.fields}
          </span>
        </h2>
        <Button
          size="sm"
          variant="ghost"
          disabled={full}
          onClick={() => list.append({ name: '', value: '', inline: true })}
        >
          <Plus className="size-3.5" aria-hidden="true" />
          Add field
        </Button>
      </div>
      {list.fields.map((f, i) => {
        const wrong = errors.embeds?.[at]?.fields?.[i];
        return (
          <div
            key={f.id}
            role="group"
            aria-label={`Field ${i + 1}`}
            className="space-y-2 rounded-md border border-line bg-firn p-2.5"
          >
            <Field
              label="Field name"
              count={count(values?.[i]?.name ?? '')}
              max={LIMIT.fieldName}
              error={wrong?.name?.message}
            >
              {(p) => <input {...p} {...register(`embeds.${at}.fields.${i}.name`)} className="field" />}
            </Field>
            <Field
              label="Field value"
              count={count(values?.[i]?.value ?? '')}
              max={LIMIT.fieldValue}
              error={wrong?.value?.message}
            >
              {(p) => (
                <textarea {...p} {...register(`embeds.${at}.fields.${i}.value`)} rows={2} className="field" />
              )}
            </Field>
            <div className="flex items-center">
              <label className="flex min-h-9 cursor-pointer items-center gap-2 text-sm text-mist pointer-coarse:min-h-11">
                <input
                  type="checkbox"
                  {...register(`embeds.${at}.fields.${i}.inline`)}
                  className="size-4 accent-glacier"
                />
                Side by side
              </label>
              <span className="ml-auto flex">
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label={`Move field ${i + 1} up`}
                  disabled={i === 0}
                  onClick={() => list.move(i, i - 1)}
                >
                  <ArrowUp className="size-4" aria-hidden="true" />
                </Button>
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label={`Move field ${i + 1} down`}
                  disabled={i === list.fields.length - 1}
                  onClick={() => list.move(i, i + 1)}
                >
                  <ArrowDown className="size-4" aria-hidden="true" />
                </Button>
                <Button
                  size="icon"
                  variant="ghost"
                  aria-label={`Remove field ${i + 1}`}
                  onClick={() => {
                    const gone = form.getValues(`embeds.${at}.fields.${i}`);
                    list.remove(i);
                    const id = toasts.add({
                      title: `Field ${i + 1} removed`,
                      actionProps: {
                        children: 'Undo',
                        onClick: () => {
                          list.insert(i, gone);
                          toasts.close(id);
                        },
                      },
                    });
                  }}
                >
                  <Trash2 className="size-4" aria-hidden="true" />
                </Button>
              </span>
            </div>
          </div>
        );
      })}
    </div>
  );
}
