import { createContext, useContext } from 'react';

/** What the ids in a message are called; null where nobody told us. */
export interface Names {
  channel: (id: string) => string | null;
  role: (id: string) => { name: string; color: number } | null;
  user: (id: string) => string | null;
}
const NOBODY: Names = { channel: () => null, role: () => null, user: () => null };

export const NamesContext = createContext<Names>(NOBODY);
export const useNames = (): Names => useContext(NamesContext);
