import { Fragment, useState, type ReactNode } from 'react';
import { fmt } from '#/shared/lib/format';
import { parseBlocks, type Block, type Inline } from './markdown';
import { useNames, type Names } from './names';

function Spoiler({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (open)
    return (
      <span className="dc-spoiler" data-open="true">
        {children}
      </span>
    );
  return (
    <button type="button" className="dc-spoiler" onClick={() => setOpen(true)}>
      <span className="sr-only">Spoiler, press to reveal</span>
      <span aria-hidden="true" inert>
        {children}
      </span>
    </button>
  );
}

type Mention = Extract<Inline, { t: 'mention' }>;

function mentionText(n: Mention, names: Names): string {
  switch (n.kind) {
    case 'channel':
      return `#${names.channel(n.id) ?? 'unknown'}`;
    case 'role':
      return `@${names.role(n.id)?.name ?? 'unknown-role'}`;
    case 'user':
      return `@${names.user(n.id) ?? `user ${n.id.slice(-4)}`}`;
    case 'guild':
      return `#${n.id}`;
    case 'command':
      return `/${n.id}`;
    case 'everyone':
      return `@${n.id}`;
  }
}

function inline(nodes: Inline[], names: Names): ReactNode {
  return nodes.map((n, i) => {
    switch (n.t) {
      case 'text':
        return <Fragment key={i}>{n.v}</Fragment>;
      case 'strong':
        return <strong key={i}>{inline(n.c, names)}</strong>;
      case 'em':
        return <em key={i}>{inline(n.c, names)}</em>;
      case 'u':
        return <u key={i}>{inline(n.c, names)}</u>;
      case 's':
        return <s key={i}>{inline(n.c, names)}</s>;
      case 'spoiler':
        return <Spoiler key={i}>{inline(n.c, names)}</Spoiler>;
      case 'code':
        return <code key={i}>{n.v}</code>;
      case 'link':
        return (
          <a key={i} href={n.href} target="_blank" rel="noreferrer noopener nofollow">
            {inline(n.c, names)}
          </a>
        );
      case 'emoji':
        return (
          <span key={i} title={`:${n.name}:`}>
            :{n.name}:
          </span>
        );
      case 'time':
        return (
          <time key={i} className="dc-mention" dateTime={new Date(n.at).toISOString()} title={fmt.full(n.at)}>
            {n.style === 'R' ? fmt.ago(n.at) : fmt.full(n.at)}
          </time>
        );
      case 'mention':
        return (
          <span key={i} className="dc-mention" title={n.id}>
            {mentionText(n, names)}
          </span>
        );
    }
  });
}

function blocks(bs: Block[], names: Names): ReactNode {
  return bs.map((b, i) => {
    switch (b.t) {
      case 'p':
        return (
          <div key={i} className="dc-body">
            {inline(b.c, names)}
          </div>
        );
      case 'small':
        return <small key={i}>{inline(b.c, names)}</small>;
      case 'h':
        return (
          <div key={i} className="dc-h" data-level={b.level}>
            {inline(b.c, names)}
          </div>
        );
      case 'pre':
        return (
          <pre key={i} tabIndex={0} aria-label="Code">
            <code>{b.v}</code>
          </pre>
        );
      case 'quote':
        return <blockquote key={i}>{blocks(b.c, names)}</blockquote>;
      case 'list': {
        const L = b.ordered ? 'ol' : 'ul';
        return (
          <L key={i} {...(b.ordered ? { start: b.start } : {})}>
            {b.items.map((item, j) => (
              <li key={j}>{blocks(item, names)}</li>
            ))}
          </L>
        );
      }
    }
  });
}

/** Discord's markdown as React nodes; never HTML. */
export function DiscordText({ text }: { text: string }) {
  const names = useNames();
  return <>{blocks(parseBlocks(text), names)}</>;
}
