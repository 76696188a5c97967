import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2, X } from 'lucide-react';
import { useState } from 'react';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import { Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { invitationsQuery, revokeInvitation, type Invitation, type Role } from './api';
import { InviteDialog } from './InviteDialog';

/** The links that are still good, and a way to make another. */
export function Invitations({ tenant, offer }: { tenant: string; offer: readonly Role[] }) {
  const qc = useQueryClient();
  const open = useQuery(invitationsQuery(tenant));
  const [making, setMaking] = useState(false);
  const refresh = () => void qc.invalidateQueries({ queryKey: invitationsQuery(tenant).queryKey });
  const revoke = useMutation({
    mutationFn: (i: Invitation) => revokeInvitation(tenant, i.id),
    onSuccess: () => toasts.add({ title: 'The invitation is withdrawn', description: 'Its link is dead.' }),
    onError: (error) => toastError('The invitation may still be good', error),
    onSettled: refresh,
  });
  return (
    <Panel
      title="Invitations"
      aside={
        <Button size="sm" variant="primary" onClick={() => setMaking(true)}>
          <Link2 className="size-4" aria-hidden="true" />
          Invite
        </Button>
      }
    >
      {open.error && !open.data ? (
        <Failure error={open.error} what="Invitations can't be loaded" retry={open.refetch} />
      ) : !open.data ? (
        <RowSkeletons rows={1} label="Loading invitations" />
      ) : open.data.length === 0 ? (
        <Empty title="No open invitations" className="py-6">
          A link brings one person onto the staff, also before they join the server.
        </Empty>
      ) : (
        <ul aria-label="Open invitations" className="divide-y divide-line">
          {open.data.map((i) => (
            <li key={i.id} className="flex min-h-14 items-center gap-3 px-4 py-2">
              <div className="min-w-0 flex-1">
                <div className="font-[520] capitalize">
                  {i.role}
                  {i.until && (
                    <span className="text-sm text-mist normal-case"> until {fmt.day(i.until)}</span>
                  )}
                </div>
                <div className="num truncate text-xs text-mist">
                  by {i.invited_by.name} · good until {fmt.full(i.expires_at)}
                </div>
              </div>
              <Button
                size="icon"
                variant="ghost"
                disabled={revoke.isPending}
                aria-label={`Withdraw the invitation as ${i.role} of ${fmt.full(i.created_at)}`}
                onClick={() => revoke.mutate(i)}
              >
                <X className="size-4" aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {making && (
        <InviteDialog
          tenant={tenant}
          offer={offer}
          onClose={() => {
            setMaking(false);
            refresh();
          }}
        />
      )}
    </Panel>
  );
}
