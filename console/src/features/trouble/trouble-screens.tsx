import { Button } from '@mantine/core';
import { IconMapSearch, IconMoodConfuzed } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Empty, Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';

export function NotFoundScreen() {
  const { t } = useWords();
  return (
    <Page title={t('trouble.notFound')} narrow>
      <Empty icon={<IconMapSearch size={48} aria-hidden />} title={t('trouble.notFoundText')}>
        <Button component={Link} to="/">
          {t('trouble.goHome')}
        </Button>
      </Empty>
    </Page>
  );
}

/** Stands in for a screen that threw: what is lost, what is not, and the way on. */
export function BrokenScreen() {
  const { t } = useWords();
  return (
    <Page title={t('trouble.broken')} narrow>
      <Empty icon={<IconMoodConfuzed size={48} aria-hidden />} title={t('trouble.broken')}>
        <p>{t('trouble.brokenText')}</p>
        <Button onClick={() => location.reload()}>{t('trouble.reload')}</Button>
      </Empty>
    </Page>
  );
}
