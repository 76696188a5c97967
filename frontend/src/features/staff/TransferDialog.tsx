import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { explain } from '#/shared/api/client';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Field } from '#/shared/ui/field';
import { transferOwnership, type Entry } from './api';
import { confirmation, confirms } from './roles';

/** Giving a community away takes typing what one does. */
export function TransferDialog({
  tenant,
  community,
  to,
  onDone,
  onClose,
}: {
  tenant: string;
  community: string;
  to: Entry;
  onDone: () => void;
  onClose: () => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const move = useMutation({ mutationFn: () => transferOwnership(tenant, to.user_id), onSuccess: onDone });
  const ok = confirms(typed, community);
  return (
    <Dialog
      title={`Make ${to.name} the owner?`}
      description="They get everything, billing too. You become admin, and only they can undo this."
      onClose={onClose}
      initialFocus={box}
    >
      <form
        className="space-y-4 p-5"
        onSubmit={(e) => {
          e.preventDefault();
          if (ok && !move.isPending) move.mutate();
        }}
      >
        <Field label={`To confirm, type “${confirmation(community)}”`}>
          {(p) => (
            <input
              {...p}
              ref={box}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(e) => setTyped(e.target.value)}
              className="field h-10 pointer-coarse:h-11"
            />
          )}
        </Field>
        {move.error && (
          <p role="alert" className="text-sm text-ember">
            {explain(move.error)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={!ok || move.isPending}>
            {move.isPending ? 'Transferring…' : 'Transfer ownership'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
