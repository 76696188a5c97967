import { useCallback, useEffect, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { dropDraft, saveDraft } from './draft';
import type { MessageForm } from './form';

const REST = 400;

export type DraftState = 'none' | 'saved' | 'unsaved' | 'impossible';

/** Keeps what is typed, shortly after typing rests and at the last moment when the page goes away. */
export function useDraft(
  tenant: string,
  form: UseFormReturn<MessageForm>,
): { state: DraftState; forget: () => void } {
  const [state, setState] = useState<DraftState>('none');
  const dirty = useRef(false);
  const forget = useCallback(() => {
    dirty.current = false;
    dropDraft(tenant);
    setState('none');
  }, [tenant]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      if (!dirty.current) return;
      dirty.current = false;
      setState(saveDraft(tenant, form.getValues()) ? 'saved' : 'impossible');
    };
    const stop = form.subscribe({
      formState: { values: true },
      callback: ({ type }) => {
        // A reset carries no event; only what a person changed is worth keeping.
        if (type === undefined && !form.formState.isDirty) return;
        dirty.current = true;
        setState('unsaved');
        clearTimeout(timer);
        timer = setTimeout(keep, REST);
      },
    });
    window.addEventListener('pagehide', keep);
    return () => {
      stop();
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [tenant, form]);
  return { state, forget };
}
