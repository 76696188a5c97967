import { Ellipsis } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '#/shared/api/queries';
import { DiscordEmbed } from '#/shared/discord/DiscordEmbed';
import { DiscordText } from '#/shared/discord/DiscordText';
import { useNames } from '#/shared/discord/names';
import { gist } from '#/shared/discord/plain';
import { fmt } from '#/shared/lib/format';
import { Avatar } from '#/shared/ui/avatar';
import { Button } from '#/shared/ui/button';
import { TimeoutButton } from '#/shared/ui/TimeoutButton';
import { Attachments } from './Attachments';

const GROUPED_FOR = 7 * 60_000;

/** Discord's message types that carry no text of their own. */
const SYSTEM: Record<number, string> = {
  6: 'pinned a message to this channel.',
  7: 'joined the server.',
  8: 'boosted the server.',
  9: 'boosted the server to level 1.',
  10: 'boosted the server to level 2.',
  11: 'boosted the server to level 3.',
  12: 'followed a channel here.',
  18: 'started a thread.',
  21: 'started this thread.',
};

export const startsGroup = (m: Message, prev: Message | undefined): boolean =>
  !prev ||
  prev.author.id !== m.author.id ||
  m.reply_to !== null ||
  Date.parse(m.created_at) - Date.parse(prev.created_at) > GROUPED_FOR;

export const startsDay = (m: Message, prev: Message | undefined): boolean =>
  !prev || new Date(m.created_at).toDateString() !== new Date(prev.created_at).toDateString();

export interface RowActions {
  open: (id: string) => void;
  menu: (m: Message, anchor: HTMLElement) => void;
}

export const MessageRow = memo(function MessageRow({
  m,
  head,
  day,
  reply,
  hit,
  active,
  actions,
}: {
  m: Message;
  head: boolean;
  day: boolean;
  reply: Message | undefined;
  hit: boolean;
  active: boolean;
  actions: RowActions;
}) {
  const names = useNames();
  const gone = m.deleted_at !== null;
  const reach = active ? 0 : -1;
  const system = SYSTEM[m.type];
  return (
    <>
      {day && (
        <div className="dc-day" role="separator">
          <span>{fmt.longDay(m.created_at)}</span>
        </div>
      )}
      <article
        className={head ? 'dc-msg mt-3' : 'dc-msg'}
        data-message={m.id}
        data-gone={gone}
        data-hit={hit}
        tabIndex={reach}
        aria-label={`${m.author.name}, ${fmt.full(m.created_at)}${gone ? ', deleted' : ''}`}
      >
        {m.reply_to && (
          <div className="dc-reply">
            <span aria-hidden="true">↳</span>
            <button type="button" tabIndex={reach} onClick={() => actions.open(m.reply_to as string)}>
              {reply
                ? `${reply.author.name}: ${gist(reply, names) || 'no text'}`
                : 'Reply to an earlier message'}
            </button>
          </div>
        )}
        {head ? (
          <Avatar
            id={m.author.id}
            name={m.author.name}
            url={m.author.avatar_url}
            className="dc-avatar row-span-3"
          />
        ) : (
          <span />
        )}
        <div className="min-w-0">
          {head && (
            <div>
              <span className="dc-name">{m.author.name}</span>
              {m.author.bot && <span className="dc-app">APP</span>}
              <time className="dc-time num" dateTime={m.created_at} title={fmt.full(m.created_at)}>
                {fmt.clock(m.created_at)}
              </time>
            </div>
          )}
          {system ? (
            <div className="dc-note">
              {m.author.name} {system}
            </div>
          ) : (
            m.content && (
              <div className={gone ? 'line-through' : undefined}>
                <DiscordText text={m.content} />
              </div>
            )
          )}
          <Attachments items={m.attachments} proxied={m.proxied} />
          {m.embeds.map((embed, i) => (
            <DiscordEmbed key={i} embed={embed} proxied={m.proxied} />
          ))}
          {gone && (
            <div className="dc-note num">
              Deleted <time dateTime={m.deleted_at ?? ''}>{fmt.full(m.deleted_at ?? 0)}</time>
            </div>
          )}
          {m.edited_at && (
            <div className="dc-note">
              <button
                type="button"
                tabIndex={reach}
                title={fmt.full(m.edited_at)}
                onClick={() => actions.open(m.id)}
              >
                Edited, show versions
              </button>
            </div>
          )}
        </div>
        <div className="dc-tools">
          {!m.author.bot && <TimeoutButton target={m.author} tabIndex={reach} compact />}
          <Button
            size="tiny"
            variant="ghost"
            tabIndex={reach}
            aria-label={`More for the message by ${m.author.name}`}
            aria-haspopup="menu"
            onClick={(e) => actions.menu(m, e.currentTarget)}
          >
            <Ellipsis className="size-4" aria-hidden="true" />
          </Button>
        </div>
      </article>
    </>
  );
});
