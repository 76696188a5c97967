import { buttonClass } from '#/shared/ui/button';

/** For an address that leads nowhere; `inside` the shell there is a main landmark already. */
export function NotFound({ inside = false }: { inside?: boolean }) {
  const Tag = inside ? 'div' : 'main';
  return (
    <Tag className="grid h-full place-items-center p-8 text-center">
      <div>
        <p className="font-mono text-sm text-haze">404</p>
        <h1 className="text-xl font-[600]">Nothing here but snow</h1>
        <p className="mt-2 text-mist">The page may have moved, or the link is not complete.</p>
        <a href="/app" className={buttonClass('primary', 'md', 'mt-5')}>
          Back to the dashboard
        </a>
      </div>
    </Tag>
  );
}
