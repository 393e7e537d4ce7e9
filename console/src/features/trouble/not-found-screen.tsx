import { Button } from '@mantine/core';
import { IconMapSearch } from '@tabler/icons-react';
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
