import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { meQuery } from '#/shared/api/queries';
import { fmt } from '#/shared/lib/format';
import { useTenant } from '#/shared/lib/useTenant';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Page, Panel } from '#/shared/ui/page';
import { Empty, Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { AddStaff } from './AddStaff';
import { removeStaff, setRole, staffQuery, type Entry, type Role } from './api';
import { RoleSelect } from './RoleSelect';

const MAY: Record<Role, string> = {
  owner: 'Everything, billing too',
  admin: 'Everything but billing',
  moderator: 'Moderate and read',
  viewer: 'Read only',
};

export function StaffPage() {
  const { slug: tenant, may } = useTenant();
  const qc = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const staff = useQuery(staffQuery(tenant));
  const [leaving, setLeaving] = useState<Entry | null>(null);
  const manage = may('manage_staff');
  const refresh = () => {
    void qc.invalidateQueries({ queryKey: staffQuery(tenant).queryKey });
    void qc.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const change = useMutation({
    mutationFn: ({ entry, role }: { entry: Pick<Entry, 'user_id' | 'name'>; role: Role }) =>
      setRole(tenant, entry.user_id, role),
    onSuccess: (_, { entry, role }) => {
      toasts.add({ title: `${entry.name} is ${role} now`, description: MAY[role] });
      refresh();
    },
    onError: (error, { entry }) => toastError(`The role of ${entry.name} is as it was`, error),
  });
  const remove = useMutation({
    mutationFn: (entry: Entry) => removeStaff(tenant, entry.user_id),
    onSuccess: (_, entry) => {
      toasts.add({ title: `${entry.name} is no longer on the staff` });
      refresh();
    },
    onError: (error, entry) => toastError(`${entry.name} is still on the staff`, error),
    onSettled: () => setLeaving(null),
  });
  return (
    <Page title="Staff" lead="Who may use this dashboard, and for what." width="max-w-3xl">
      {manage && (
        <AddStaff
          tenant={tenant}
          taken={new Set(staff.data?.map((s) => s.user_id))}
          busy={change.isPending}
          onAdd={(person, role) => change.mutate({ entry: person, role })}
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
              <li key={s.user_id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
                <Avatar id={s.user_id} name={s.name} url={s.avatar_url} className="size-9" />
                <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-3rem)]">
                  <div className="truncate font-[520]">
                    {s.name}
                    {s.user_id === me?.user.id && <span className="text-sm text-mist"> (you)</span>}
                  </div>
                  <div className="num text-xs text-mist">
                    {MAY[s.role]} · since {fmt.day(s.added_at)}
                  </div>
                </div>
                {manage ? (
                  <div className="flex items-center gap-1 max-sm:ml-12">
                    <RoleSelect
                      label={`Role of ${s.name}`}
                      value={s.role}
                      disabled={change.isPending}
                      onChange={(role) => change.mutate({ entry: s, role })}
                    />
                    <Button
                      size="icon"
                      variant="ghost"
                      aria-label={`Remove ${s.name}`}
                      onClick={() => setLeaving(s)}
                    >
                      <Trash2 className="size-4" aria-hidden="true" />
                    </Button>
                  </div>
                ) : (
                  <span className="text-sm text-mist capitalize">{s.role}</span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {leaving && (
        <Dialog
          title={`Remove ${leaving.name}?`}
          description="They lose access to this dashboard at once. Their cases and messages stay."
          onClose={() => setLeaving(null)}
        >
          <div className="flex justify-end gap-2 p-5">
            <Button onClick={() => setLeaving(null)}>Cancel</Button>
            <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate(leaving)}>
              {remove.isPending ? 'Removing…' : 'Remove'}
            </Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
