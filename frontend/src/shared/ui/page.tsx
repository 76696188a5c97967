import type { ReactNode } from 'react';
import { useDocumentTitle } from '#/shared/lib/useDocumentTitle';

/** A page's column with its heading; sets the document's title. */
export function Page({
  title,
  lead,
  actions,
  children,
  width = 'max-w-[64rem]',
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  width?: string;
}) {
  useDocumentTitle(title);
  return (
    <div className={`mx-auto space-y-5 p-4 md:p-7 ${width}`}>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-[620]">{title}</h1>
          {lead && <p className="text-mist">{lead}</p>}
        </div>
        {actions && <div className="ml-auto flex gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Panel({
  title,
  aside,
  children,
  className,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`panel ${className ?? ''}`} aria-label={title}>
      <div className="flex min-h-12 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <h2 className="text-lg font-[580]">{title}</h2>
        {aside && <div className="ml-auto flex items-center gap-2">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
