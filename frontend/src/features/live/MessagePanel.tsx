import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { X } from 'lucide-react';
import { messageQuery, type Message } from '#/shared/api/queries';
import { useNames } from '#/shared/discord/names';
import { gist } from '#/shared/discord/plain';
import { fmt } from '#/shared/lib/format';
import { copyText } from '#/shared/lib/clipboard';
import { Button, buttonClass } from '#/shared/ui/button';
import { Failure, RowSkeletons } from '#/shared/ui/states';
import { TimeoutButton } from '#/shared/ui/TimeoutButton';

/** The context scrolls to what it is the context of. */
const intoView = (el: HTMLElement | null): void => el?.scrollIntoView?.({ block: 'nearest' });

function Line({ m, now }: { m: Message; now: boolean }) {
  const names = useNames();
  return (
    <li
      ref={now ? intoView : undefined}
      className={clsx(
        'border-l-2 py-1 pl-2.5 text-sm break-words',
        now ? 'border-lamp text-snow' : 'border-line text-mist',
        m.deleted_at && 'line-through',
      )}
    >
      <span className="num mr-1.5 text-xs text-haze">{fmt.clock(m.created_at)}</span>
      <b className="font-[560]">{m.author.name}</b> {gist(m, names) || <i>no text</i>}
    </li>
  );
}

/** One message: where it stood, what it said before, and what can be done about it. */
export function MessagePanel({ tenant, id, alone }: { tenant: string; id: string; alone: boolean }) {
  const { data, error, refetch } = useQuery(messageQuery(tenant, id));
  return (
    <section
      aria-label="Message"
      className={clsx(
        'shrink-0 overflow-y-auto border-t border-line bg-firn p-4',
        alone ? 'max-h-full xl:h-full' : 'max-h-[55%]',
      )}
    >
      <div className="mb-2 flex items-center gap-2">
        <h2 className="text-base font-[580]">Message</h2>
        <button
          type="button"
          className="truncate font-mono text-2xs text-haze hover:text-snow"
          onClick={() => void copyText(id, 'Message id')}
        >
          {id}
        </button>
        <Link
          from="/app/$tenant/live"
          search={({ message: _, at: __, ...s }) => s}
          aria-label="Close message"
          className={buttonClass('ghost', 'tiny', 'ml-auto')}
        >
          <X className="size-4" aria-hidden="true" />
        </Link>
      </div>
      {error ? (
        <Failure error={error} what="This message can't be shown" retry={refetch} className="px-0" />
      ) : !data ? (
        <RowSkeletons rows={3} label="Loading the message" />
      ) : (
        <div className="space-y-4">
          <div className="flex flex-wrap gap-2">
            {!data.message.author.bot && <TimeoutButton target={data.message.author} />}
            <Button
              size="sm"
              onClick={() =>
                void copyText(
                  `${location.origin}/app/${tenant}/live?channel=${data.message.channel_id}&message=${id}`,
                  'Link',
                )
              }
            >
              Copy link
            </Button>
          </div>
          <div>
            <h3 className="mb-1 text-xs text-haze">Context</h3>
            <ol>
              {data.before.map((m) => (
                <Line key={m.id} m={m} now={false} />
              ))}
              <Line m={data.message} now />
              {data.after.map((m) => (
                <Line key={m.id} m={m} now={false} />
              ))}
            </ol>
          </div>
          {data.versions.length > 1 && (
            <div>
              <h3 className="mb-1 text-xs text-haze">Versions</h3>
              <ol aria-label="Versions" className="space-y-2">
                {data.versions.map((v, i) => (
                  <li key={v.at} className="rounded-md border border-line p-2 text-sm break-words">
                    <span className="num block text-xs text-haze">
                      {i === data.versions.length - 1 ? 'Now, since' : i === 0 ? 'First,' : 'Then,'}{' '}
                      {fmt.full(v.at)}
                    </span>
                    <span className="whitespace-pre-wrap">{v.content}</span>
                  </li>
                ))}
              </ol>
            </div>
          )}
        </div>
      )}
    </section>
  );
}
