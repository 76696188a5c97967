import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { meQuery } from '#/shared/api/queries';
import { useGuildNames } from '#/shared/discord/useGuildNames';
import { fmt } from '#/shared/lib/format';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { toastError, toasts } from '#/shared/ui/toast';
import { differenceQuery, restoreSettings, revisionsQuery, settingsQuery, type Revision } from './api';
import { LABELS } from './draft';
import { named, type Names } from './names';

function Changes({
  tenant,
  number,
  against,
  names,
}: {
  tenant: string;
  number: number;
  against: number;
  names: Names;
}) {
  const difference = useQuery(differenceQuery(tenant, number, against));
  if (difference.error)
    return (
      <Failure error={difference.error} what="The difference can't be read" retry={difference.refetch} />
    );
  if (!difference.data) return <RowSkeletons rows={1} label="Comparing" />;
  if (difference.data.changes.length === 0)
    return <p className="px-5 pb-3 text-sm text-mist">Nothing differs.</p>;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-5 pb-3 text-sm">
      {difference.data.changes.map((c) => (
        <div key={c.field} className="contents">
          <dt className="text-mist">{LABELS[c.field] ?? c.field}</dt>
          <dd className="[overflow-wrap:anywhere]">
            <del className="text-ember">{named(c.field, c.before, names)}</del>
            <span className="text-haze"> → </span>
            <ins className="text-aurora no-underline">{named(c.field, c.after, names)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Every revision, what it changed or how it differs from now, and the way back to it. */
export function Revisions({
  tenant,
  current,
  locked,
  onClose,
}: {
  tenant: string;
  current: number;
  locked: boolean;
  onClose: () => void;
}) {
  const qc = useQueryClient();
  const revisions = useInfiniteQuery(revisionsQuery(tenant));
  const [opened, setOpened] = useState<number | null>(null);
  const [toNow, setToNow] = useState(false);
  const names = useGuildNames(tenant);
  const restore = useMutation({
    mutationFn: (r: Revision) => restoreSettings(tenant, r.number),
    onSuccess: (now, r) => {
      qc.setQueryData(settingsQuery(tenant).queryKey, now);
      toasts.add({
        title: `Revision ${r.number} is back`,
        description: `It is revision ${now.revision} now.`,
      });
      void qc.invalidateQueries({ queryKey: revisionsQuery(tenant).queryKey });
      void qc.invalidateQueries({ queryKey: meQuery.queryKey });
      onClose();
    },
    onError: (error) => toastError('The settings are as they were', error),
  });
  const list = revisions.data?.pages.flatMap((p) => p.items);
  return (
    <Dialog title="Revisions" description="Every change is kept, and can be brought back." onClose={onClose}>
      {revisions.error && !list ? (
        <Failure error={revisions.error} what="Revisions can't be loaded" retry={revisions.refetch} />
      ) : !list ? (
        <RowSkeletons rows={4} label="Loading revisions" />
      ) : (
        <ul aria-label="Revisions" className="divide-y divide-line">
          {list.map((r) => (
            <li key={r.number}>
              <div className="flex min-h-14 items-center gap-3 px-5 py-2">
                <button
                  type="button"
                  aria-expanded={opened === r.number}
                  onClick={() => setOpened(opened === r.number ? null : r.number)}
                  className="min-w-0 flex-1 text-left"
                >
                  <span className="block font-[520]">
                    <span className="num">#{r.number}</span> by {r.by.name}
                    {r.number === current && <span className="text-sm text-aurora"> · now</span>}
                    {r.restored && <span className="text-sm text-mist"> · brought back #{r.restored}</span>}
                  </span>
                  <time dateTime={r.at} className="num block text-xs text-mist">
                    {fmt.full(r.at)}
                  </time>
                </button>
                {!locked && r.number !== current && (
                  <Button
                    size="sm"
                    disabled={restore.isPending}
                    onClick={() => restore.mutate(r)}
                    aria-label={`Restore revision ${r.number}`}
                  >
                    <Undo2 className="size-3.5" aria-hidden="true" />
                    Restore
                  </Button>
                )}
              </div>
              {opened === r.number && (
                <>
                  <label className="flex min-h-9 items-center gap-2 px-5 pb-1 text-sm text-mist pointer-coarse:min-h-11">
                    <input
                      type="checkbox"
                      checked={toNow}
                      onChange={(e) => setToNow(e.target.checked)}
                      className="size-4 accent-glacier"
                    />
                    Compare with now
                  </label>
                  <Changes
                    tenant={tenant}
                    number={toNow ? current : r.number}
                    against={toNow ? r.number : Math.max(1, r.number - 1)}
                    names={names}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {revisions.hasNextPage && (
        <div className="flex justify-center border-t border-line p-3">
          <Button disabled={revisions.isFetchingNextPage} onClick={() => void revisions.fetchNextPage()}>
            Older revisions
          </Button>
        </div>
      )}
    </Dialog>
  );
}
