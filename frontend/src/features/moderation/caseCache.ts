import type { InfiniteData } from '@tanstack/react-query';
import type { Case } from '#/shared/api/queries';

export interface CasePage {
  items: Case[];
  next: string | null;
}
export type CaseList = InfiniteData<CasePage, string>;

/** Puts a case that was opened or changed where it belongs in a list that is newest first. */
export function placeCase(list: CaseList, c: Case, member: string): CaseList {
  if (member && c.member.id !== member) return list;
  let known = false;
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.map((have) => {
      if (have.number !== c.number) return have;
      known = true;
      return c;
    }),
  }));
  const [first, ...rest] = pages;
  if (known || !first) return { ...list, pages };
  const oldest = pages.at(-1)?.items.at(-1);
  if (oldest && c.number < oldest.number) return list;
  const items = [...first.items, c].toSorted((a, b) => b.number - a.number);
  return { ...list, pages: [{ ...first, items }, ...rest] };
}
