import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { Message } from '#/shared/api/queries';
import type { Proxied } from '#/shared/discord/DiscordEmbed';
import { safeHref } from '#/shared/discord/markdown';
import { fmt } from '#/shared/lib/format';
import { hasExpired } from './cdnLink';

type Attachment = Message['attachments'][number];

/** The server gives pictures, and only them, an address to be shown from. A picture keeps its place by its known size; a link that has run out leaves a note of what was there. */
function Picture({ a, href, src }: { a: Attachment; href: string; src: string }) {
  const [broken, setBroken] = useState<string | null>(() => (hasExpired(href) ? href : null));
  if (broken === href)
    return (
      <div className="dc-gone">
        {a.filename} · {fmt.bytes(a.size)}
        <br />
        The link to this picture has expired
      </div>
    );
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      <img
        className="dc-picture"
        src={src}
        alt={a.filename}
        loading="lazy"
        {...(a.width && a.height ? { width: a.width, height: a.height } : {})}
        onError={() => setBroken(href)}
      />
    </a>
  );
}

export function Attachments({ items, proxied }: { items: readonly Attachment[]; proxied: Proxied }) {
  if (items.length === 0) return null;
  return (
    <div className="dc-files">
      {items.map((a) => {
        const href = safeHref(a.url);
        const src = proxied[a.url];
        if (href && src) return <Picture key={a.id} a={a} href={href} src={src} />;
        const face = (
          <>
            <FileText className="size-4 shrink-0" aria-hidden="true" />
            <span className="truncate">{a.filename}</span>
            <span className="dc-note num">{fmt.bytes(a.size)}</span>
          </>
        );
        return href ? (
          <a key={a.id} className="dc-file" href={href} target="_blank" rel="noreferrer noopener">
            {face}
          </a>
        ) : (
          <span key={a.id} className="dc-file">
            {face}
          </span>
        );
      })}
    </div>
  );
}
