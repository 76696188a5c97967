import { useState } from 'react';
import type { Embed } from '#/shared/api/queries';
import { fmt } from '#/shared/lib/format';
import { DiscordText } from './DiscordText';
import { safeHref } from './markdown';
import '#/styles/discord.css';

export type Proxied = Readonly<Record<string, string>>;
type EmbedField = NonNullable<Embed['fields']>[number];

/** Discord lays inline fields out in rows of three; a row of two takes halves. */
export function columns(fields: Pick<EmbedField, 'inline'>[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < fields.length;) {
    let n = 0;
    while (n < 3 && fields[i + n]?.inline) n++;
    for (let k = 0; k < Math.max(n, 1); k++) out.push(n <= 1 ? 1 : n);
    i += Math.max(n, 1);
  }
  return out;
}

export const hexColor = (color: number | undefined | null): string | undefined =>
  color === undefined || color === null ? undefined : `#${color.toString(16).padStart(6, '0')}`;

/** A picture under our own address; without one there is nothing that this page may load. */
function Picture({ src, className, label }: { src: string | undefined; className: string; label: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (!src) return null;
  if (broken === src)
    return (
      <span role="img" aria-label={`${label}, can't be shown`} className={`dc-gone ${className}`}>
        {label} can't be shown
      </span>
    );
  return <img className={className} src={src} alt={label} loading="lazy" onError={() => setBroken(src)} />;
}

function Linked({ url, children }: { url: string | null | undefined; children: string }) {
  const href = url ? safeHref(url) : null;
  return href ? (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  ) : (
    <>{children}</>
  );
}

/** `proxied` names our own address for each picture's address, as the server gave it. */
export function DiscordEmbed({ embed, proxied }: { embed: Embed; proxied: Proxied }) {
  const fields = embed.fields ?? [];
  const cols = columns(fields);
  const color = hexColor(embed.color);
  const stamp = embed.timestamp ? Date.parse(embed.timestamp) : Number.NaN;
  const foot = [embed.footer?.text, Number.isNaN(stamp) ? '' : fmt.full(stamp)].filter(Boolean).join(' • ');
  return (
    <div className="dc-embed" style={color ? { borderInlineStartColor: color } : undefined}>
      {embed.author?.name && (
        <div className="dc-embed-author">
          {embed.author.icon_url && (
            <Picture src={proxied[embed.author.icon_url]} className="dc-icon" label="" />
          )}
          <span>
            <Linked url={embed.author.url}>{embed.author.name}</Linked>
          </span>
        </div>
      )}
      {embed.title && (
        <div className="dc-embed-title">
          <Linked url={embed.url}>{embed.title}</Linked>
        </div>
      )}
      {embed.description && (
        <div>
          <DiscordText text={embed.description} />
        </div>
      )}
      {fields.length > 0 && (
        <div className="dc-embed-fields">
          {fields.map((f, i) => (
            <div key={i} className="dc-embed-field" data-cols={cols[i]}>
              <div className="dc-embed-fname">{f.name || '\u200b'}</div>
              <DiscordText text={f.value} />
            </div>
          ))}
        </div>
      )}
      {embed.image?.url && (
        <Picture src={proxied[embed.image.url]} className="dc-embed-image" label="Picture of the embed" />
      )}
      {foot && (
        <div className="dc-embed-footer">
          {embed.footer?.icon_url && (
            <Picture src={proxied[embed.footer.icon_url]} className="dc-icon" label="" />
          )}
          <span>{foot}</span>
        </div>
      )}
      {embed.thumbnail?.url && (
        <Picture
          src={proxied[embed.thumbnail.url]}
          className="dc-embed-thumb"
          label="Thumbnail of the embed"
        />
      )}
    </div>
  );
}
