import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { signOut } from '../../api/session-queries.ts';
import { Card } from '../../ui/card.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { PlaceIcon } from './place-icon.tsx';
import { AppearanceSwitch, LanguageSwitch } from './preferences.tsx';
import { useAccount, usePlaces } from './use-account.ts';

/** The way around on phones, with what each person sets for this device. */
export default function MenuScreen() {
  const { t } = useWords();
  const account = useAccount();
  const places = usePlaces();
  const client = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear();
      location.assign('/');
    },
  });
  return (
    <Page title={t('shell.menu')} narrow>
      <Card>
        <nav aria-label={t('shell.allScreens')}>
          <List>
            {places.map(({ to, name }) => (
              <ListItem key={name} to={to} lead={<PlaceIcon name={name} />} title={t(`shell.${name}`)} />
            ))}
          </List>
        </nav>
      </Card>
      <Card>
        <div className="stack">
          <div className="row-apart">
            <span>{t('shell.language')}</span>
            <LanguageSwitch />
          </div>
          <div className="row-apart">
            <span>{t('shell.appearance')}</span>
            <AppearanceSwitch />
          </div>
        </div>
      </Card>
      <Card>
        <div className="row-apart">
          <div>
            <strong>{account.displayName}</strong>
            <div className="soft">{t(`terms.roles.${account.role}`)}</div>
          </div>
          <Button
            variant="default"
            leftSection={<IconLogout size={20} aria-hidden />}
            onClick={() => leaving.mutate()}
            loading={leaving.isPending}
          >
            {t('shell.signOut')}
          </Button>
        </div>
        <FailureNote error={leaving.error} />
      </Card>
    </Page>
  );
}
