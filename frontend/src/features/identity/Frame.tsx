import type { ReactNode } from 'react';
import { Logo } from '#/shared/ui/Logo';

/** The quiet page around signing in: one column, one thing to do. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="sharp text-xl font-[650]">Snowflake</span>
        </div>
        {children}
      </div>
    </main>
  );
}
