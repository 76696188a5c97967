import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LogOut, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { meQuery } from '#/shared/api/queries';
import { useTenant } from '#/shared/lib/useTenant';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { AddStaff } from './AddStaff';
import { leaveStaff, removeStaff, setRole, staffQuery, type Entry, type Role } from './api';
import { Invitations } from './Invitations';
import { RoleMappings } from './RoleMappings';
import { endOf, givenBy, MAY } from './roles';
import { StaffRow } from './StaffRow';
import { TransferDialog } from './TransferDialog';

type Open = { remove: Entry } | { transfer: Entry } | { leave: true } | null;

export function StaffPage() {
  const { slug: tenant, card, may } = useTenant();
  const qc = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const staff = useQuery(staffQuery(tenant));
  const [open, setOpen] = useState<Open>(null);
  const offer = may('manage_staff') ? givenBy(card?.role) : [];
  const mine = staff.data?.find((s) => s.user_id === me?.user.id);
  const close = () => setOpen(null);
  const refresh = () => {
    void qc.invalidateQueries({ queryKey: staffQuery(tenant).queryKey });
    void qc.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const change = useMutation({
    mutationFn: (c: { entry: Pick<Entry, 'user_id' | 'name'>; role: Role; until: string | null }) =>
      setRole(tenant, c.entry.user_id, c.role, c.until),
    onSuccess: (_, { entry, role }) => {
      toasts.add({ title: `${entry.name} is ${role} now`, description: MAY[role] });
      refresh();
    },
    onError: (error, { entry }) => toastError(`The role of ${entry.name} is as it was`, error),
  });
  const remove = useMutation({
    mutationFn: (entry: Entry) => removeStaff(tenant, entry.user_id),
    onSuccess: (_, entry) => {
      toasts.add({
        title: entry.by_roles.length
          ? `${entry.name} is on the staff by Discord role only`
          : `${entry.name} is no longer on the staff`,
      });
      refresh();
    },
    onError: (error, entry) => toastError(`${entry.name} is still on the staff`, error),
    onSettled: close,
  });
  const leave = useMutation({
    mutationFn: () => leaveStaff(tenant),
    onSuccess: async () => {
      await navigate({ to: '/app' });
      qc.removeQueries({ queryKey: ['t', tenant] });
      await qc.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: (error) => toastError('You are still on the staff', error),
    onSettled: close,
  });
  return (
    <Page
      title="Staff"
      lead="Who may use this dashboard, and for what."
      width="max-w-3xl"
      actions={
        mine?.direct && (
          <Button onClick={() => setOpen({ leave: true })}>
            <LogOut className="size-4" aria-hidden="true" />
            Leave
          </Button>
        )
      }
    >
      {offer.length > 0 && (
        <AddStaff
          tenant={tenant}
          taken={new Set(staff.data?.filter((s) => s.direct).map((s) => s.user_id))}
          offer={offer}
          busy={change.isPending}
          onAdd={(person, role, days) => change.mutate({ entry: person, role, until: endOf(days) })}
        />
      )}
      <Panel title="On the staff">
        {staff.error && !staff.data ? (
          <Failure error={staff.error} what="The staff can't be loaded" retry={staff.refetch} />
        ) : !staff.data ? (
          <RowSkeletons rows={3} label="Loading the staff" />
        ) : staff.data.length === 0 ? (
          <Empty icon={<UsersRound className="size-6" />} title="Nobody yet" />
        ) : (
          <ul aria-label="Staff" className="divide-y divide-line">
            {staff.data.map((s) => (
              <StaffRow
                key={s.user_id}
                s={s}
                you={s === mine}
                offer={offer}
                busy={change.isPending}
                onRole={(role) =>
                  change.mutate({ entry: s, role, until: role === 'owner' || s.lapsed ? null : s.until })
                }
                onRemove={() => setOpen({ remove: s })}
                onTransfer={
                  card?.role === 'owner' && s.role !== 'owner' && !s.lapsed
                    ? () => setOpen({ transfer: s })
                    : undefined
                }
              />
            ))}
          </ul>
        )}
      </Panel>
      {offer.length > 0 && <Invitations tenant={tenant} offer={offer} />}
      <RoleMappings tenant={tenant} guild={card?.guild_id} offer={offer} />
      {open && 'remove' in open && (
        <Dialog
          title={`Remove ${open.remove.name}?`}
          description={
            open.remove.by_roles.length
              ? 'Their appointment ends; a Discord role keeps them on the staff. Their cases and messages stay.'
              : 'They lose access to this dashboard at once. Their cases and messages stay.'
          }
          onClose={close}
        >
          <div className="flex justify-end gap-2 p-5">
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(open.remove)}>
              {remove.isPending ? 'Removing…' : 'Remove'}
            </Button>
          </div>
        </Dialog>
      )}
      {open && 'leave' in open && (
        <Dialog
          title={`Leave the staff of ${card?.name ?? tenant}?`}
          description="You lose access to this dashboard at once. Somebody of the staff can bring you back."
          onClose={close}
        >
          <div className="flex justify-end gap-2 p-5">
            <Button onClick={close}>Stay</Button>
            <Button variant="danger" disabled={leave.isPending} onClick={() => leave.mutate()}>
              {leave.isPending ? 'Leaving…' : 'Leave'}
            </Button>
          </div>
        </Dialog>
      )}
      {open && 'transfer' in open && (
        <TransferDialog
          tenant={tenant}
          community={card?.name ?? tenant}
          to={open.transfer}
          onClose={close}
          onDone={() => {
            toasts.add({
              title: `${open.transfer.name} owns this community now`,
              description: 'You are admin.',
            });
            close();
            refresh();
          }}
        />
      )}
    </Page>
  );
}
