import { Button } from '@mantine/core';
import { Note } from '../../ui/note.tsx';
import { useWords } from '../../words/words.ts';

/** What is lost, what is not, and the way on. Needs nothing of the screen that failed. */
export function Broken() {
  const { t } = useWords();
  return (
    <main style={{ padding: '1rem', maxWidth: '40rem', margin: '0 auto' }}>
      <Note
        tone="warn"
        title={t('trouble.broken')}
        action={<Button onClick={() => location.reload()}>{t('trouble.reload')}</Button>}
      >
        {t('trouble.brokenText')}
      </Note>
    </main>
  );
}
