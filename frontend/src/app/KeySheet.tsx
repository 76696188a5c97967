import { Dialog } from '#/shared/ui/dialog';
import { NAV } from './nav';

const GROUPS: { title: string; keys: [string, string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['⌘ k', 'Search and commands'],
      ['/', 'Search messages'],
      ['?', 'This sheet'],
    ],
  },
  { title: 'Go to', keys: NAV.flatMap((n) => n.items).map((i) => [i.keys, i.label]) },
  {
    title: 'In a message list',
    keys: [
      ['↑', 'Message before'],
      ['↓', 'Message after'],
      ['↵', 'Context and versions'],
      ['t', 'Time out the author'],
    ],
  },
];

export default function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="space-y-4 p-5">
        {GROUPS.map(({ title, keys }) => (
          <section key={title} aria-label={title}>
            <h2 className="mb-1 text-xs text-haze">{title}</h2>
            <dl className="divide-y divide-line">
              {keys.map(([combo, does]) => (
                <div key={combo} className="flex items-center justify-between py-1.5">
                  <dt className="text-mist">{does}</dt>
                  <dd className="flex gap-1">
                    {combo.split(' ').map((k) => (
                      <kbd key={k} className="kbd">
                        {k}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
