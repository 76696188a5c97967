import { useQueryClient } from '@tanstack/react-query';
import { useFrames } from '#/shared/realtime/live';
import { caseQuery, casesKey } from './api';
import { placeCase, type CaseList } from './caseCache';

/** Keeps every list of cases and every open case as the server last told. */
export function useLiveCases(tenant: string): void {
  const qc = useQueryClient();
  useFrames((frame) => {
    if (frame.type !== 'case.opened' && frame.type !== 'case.changed') return;
    const c = frame.data;
    qc.setQueryData(caseQuery(tenant, c.number).queryKey, (old) => (old ? c : old));
    for (const [key, list] of qc.getQueriesData<CaseList>({ queryKey: casesKey(tenant) }))
      if (list) qc.setQueryData<CaseList>(key, placeCase(list, c, String(key.at(-1))));
  });
}
