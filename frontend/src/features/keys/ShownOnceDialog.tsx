import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '#/shared/ui/button';
import { Dialog } from '#/shared/ui/dialog';
import type { NewKey } from './api';

/** The only time a key's text is seen: closing by accident must be hard, so only the button closes it. */
export function ShownOnceDialog({ made, onClose }: { made: NewKey; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(made.token);
      setCopied(true);
      setProblem(null);
    } catch {
      setProblem('The browser did not allow copying. The key is selected: press Ctrl+C or ⌘C.');
    }
  };
  return (
    <Dialog
      title={`Key for ${made.key.name}`}
      description="Copy it to where your program keeps its secrets."
      onClose={() => (copied ? onClose() : setProblem("You haven't copied the key yet."))}
      initialFocus={field}
    >
      <div className="space-y-4 p-5">
        <div className="flex gap-2">
          <input
            ref={field}
            readOnly
            aria-label="API key"
            value={made.token}
            onFocus={(e) => e.target.select()}
            className="field h-10 min-w-0 flex-1 font-mono text-sm pointer-coarse:h-11"
          />
          <Button variant="primary" className="h-10" onClick={() => void copy()}>
            {copied ? (
              <Check className="size-4" aria-hidden="true" />
            ) : (
              <Copy className="size-4" aria-hidden="true" />
            )}
            {copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
        <p className="flex items-start gap-2 rounded-md bg-lamp-wash p-3 text-sm">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-lamp" aria-hidden="true" />
          <span>
            This is shown once. Snowflake keeps only a fingerprint of it: lost, it can be revoked but not read
            again.
          </span>
        </p>
        {problem && (
          <p role="alert" className="text-sm text-ember">
            {problem}
          </p>
        )}
        <div className="flex justify-end">
          <Button onClick={onClose}>{copied ? 'Done' : 'Close, I have it'}</Button>
        </div>
      </div>
    </Dialog>
  );
}
