import { useMutation } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { explain } from '#/shared/api/client';
import { copyText } from '#/shared/lib/clipboard';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Field } from '#/shared/ui/field';
import { invite, type NewInvitation, type Role } from './api';
import { EndSelect, RoleSelect } from './RoleSelect';
import { endOf, MAY } from './roles';

/** First what the link gives; then the link, which is shown here and never again. */
export function InviteDialog({
  tenant,
  offer,
  onClose,
}: {
  tenant: string;
  offer: readonly Role[];
  onClose: () => void;
}) {
  const link = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<Role>('moderator');
  const [days, setDays] = useState('');
  const make = useMutation({
    mutationFn: () => invite(tenant, role, role === 'owner' ? null : endOf(days)),
    onSuccess: () => setTimeout(() => link.current?.select()),
  });
  const made: NewInvitation | undefined = make.data;
  return (
    <Dialog
      title={made ? 'The link' : 'Invite to the staff'}
      description={
        made
          ? `Good for one person, until ${fmt.full(made.invitation.expires_at)}.`
          : 'You get a link that is good for one person and for seven days.'
      }
      onClose={onClose}
    >
      {made ? (
        <div className="space-y-4 p-5">
          <Field label="Invitation link" hint="It is shown only now. Whoever opens it first gets the role.">
            {(p) => (
              <div className="flex gap-2">
                <input
                  {...p}
                  ref={link}
                  readOnly
                  value={made.url}
                  onFocus={(e) => e.target.select()}
                  className="field h-10 min-w-0 flex-1 font-mono text-xs pointer-coarse:h-11"
                />
                <Button variant="primary" onClick={() => void copyText(made.url, 'Link')}>
                  <Copy className="size-4" aria-hidden="true" />
                  Copy<span className="sr-only"> the link</span>
                </Button>
              </div>
            )}
          </Field>
          <div className="flex justify-end">
            <Button onClick={onClose}>Done</Button>
          </div>
        </div>
      ) : (
        <form
          className="space-y-4 p-5"
          onSubmit={(e) => {
            e.preventDefault();
            if (!make.isPending) make.mutate();
          }}
        >
          <div className="flex flex-wrap gap-2">
            <RoleSelect label="Role to invite to" value={role} offer={offer} onChange={setRole} />
            <EndSelect
              label="How long the role lasts"
              value={role === 'owner' ? '' : days}
              disabled={role === 'owner'}
              onChange={setDays}
            />
          </div>
          <p className="text-sm text-mist">{MAY[role]}.</p>
          {make.error && (
            <p role="alert" className="text-sm text-ember">
              {explain(make.error)}
            </p>
          )}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={make.isPending}>
              {make.isPending ? 'Making…' : 'Make the link'}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
