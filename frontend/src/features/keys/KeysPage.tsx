import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { keysQuery, revokeKey, type ApiKey, type NewKey } from './api';
import { CreateKeyDialog } from './CreateKeyDialog';
import { KeyRow } from './KeyRow';
import { ShownOnceDialog } from './ShownOnceDialog';
import { MOST_KEYS } from './terms';

type Open = { create: true } | { made: NewKey } | { revoke: ApiKey } | null;

export function KeysPage() {
  const { slug: tenant, may } = useTenant();
  const qc = useQueryClient();
  const keys = useQuery(keysQuery(tenant));
  const [open, setOpen] = useState<Open>(null);
  const manage = may('manage_settings');
  const full = (keys.data?.length ?? 0) >= MOST_KEYS;
  const close = () => setOpen(null);
  const refresh = () => void qc.invalidateQueries({ queryKey: keysQuery(tenant).queryKey });
  const revoke = useMutation({
    mutationFn: (k: ApiKey) => revokeKey(tenant, k.id),
    onSuccess: (_, k) => toasts.add({ title: `${k.name} is revoked`, description: 'It stopped working.' }),
    onError: (error, k) => toastError(`${k.name} may still work`, error),
    onSettled: () => {
      close();
      refresh();
    },
  });
  const create = (
    <Button variant="primary" disabled={full} onClick={() => setOpen({ create: true })}>
      <Plus className="size-4" aria-hidden="true" />
      New key
    </Button>
  );
  return (
    <Page
      title="API keys"
      lead="How your own programs read this community and publish in it."
      width="max-w-3xl"
      actions={manage && !!keys.data?.length && create}
    >
      {full && manage && (
        <p role="status" className="text-sm text-mist">
          A community has at most {MOST_KEYS} keys. Revoke one that isn't used to make another.
        </p>
      )}
      <Panel title="Keys">
        {keys.error && !keys.data ? (
          <Failure error={keys.error} what="Keys can't be loaded" retry={keys.refetch} />
        ) : !keys.data ? (
          <RowSkeletons rows={3} label="Loading keys" />
        ) : keys.data.length === 0 ? (
          <Empty icon={<KeyRound className="size-6" />} title="No keys yet" action={manage && create}>
            {manage
              ? 'Make one for a program of yours. It is used as a Bearer token on the API.'
              : 'Owners and admins can make one for a program of yours.'}
          </Empty>
        ) : (
          <ul aria-label="API keys" className="divide-y divide-line">
            {keys.data.map((k) => (
              <KeyRow key={k.id} k={k} {...(manage ? { onRevoke: () => setOpen({ revoke: k }) } : {})} />
            ))}
          </ul>
        )}
      </Panel>
      <p className="text-sm text-mist">
        Programs send it as <code className="font-mono text-xs">Authorization: Bearer sf_live_…</code>; the{' '}
        <a href="/openapi.json" className="text-glacier underline">
          API's description
        </a>{' '}
        says what they can ask.
      </p>
      {open && 'create' in open && (
        <CreateKeyDialog
          tenant={tenant}
          onClose={close}
          onMade={(made) => {
            setOpen({ made });
            refresh();
          }}
        />
      )}
      {open && 'made' in open && <ShownOnceDialog made={open.made} onClose={close} />}
      {open && 'revoke' in open && (
        <Dialog
          title={`Revoke ${open.revoke.name}?`}
          description="Every program that uses it stops working at once. This can't be undone."
          onClose={close}
        >
          <div className="flex justify-end gap-2 p-5">
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" disabled={revoke.isPending} onClick={() => revoke.mutate(open.revoke)}>
              Revoke
            </Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
