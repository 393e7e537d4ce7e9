import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Waiting } from '../../ui/waiting.tsx';
import { useWords } from '../../words/words.ts';
import { FailureNote } from './failure-note.tsx';

/** Shows what was asked for, or that it is on its way, or why it did not come. Old data stays while new is asked. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  const { t } = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <FailureNote error={query.error} onRetry={() => query.refetch()} />;
  return <Waiting label={t('shell.loading')} />;
}
