import { Button } from '@mantine/core';
import { codeOf, Failure } from '../../api/failure.ts';
import { Note } from '../../ui/note.tsx';
import { useWords } from '../../words/words.ts';

/** What went wrong and what to do now, in plain words; nothing while there is no error. */
export function FailureNote({
  error,
  title,
  onRetry,
}: {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}) {
  const { t } = useWords();
  if (error === null || error === undefined) return null;
  const code = codeOf(error);
  const requestId = error instanceof Failure && code === 'internal' ? error.requestId : '';
  return (
    <Note
      tone="warn"
      title={title ?? t(`failures.${code}.what`)}
      action={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('shell.retry')}
          </Button>
        )
      }
    >
      {title !== undefined && <p>{t(`failures.${code}.what`)}</p>}
      <p>{t(`failures.${code}.next`)}</p>
      {requestId !== '' && <p>{t('trouble.requestId', { id: requestId })}</p>}
    </Note>
  );
}
