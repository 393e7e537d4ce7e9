import { useState } from 'react';
import type { Account } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../../api/account-queries.ts';
import { areasQuery } from '../../api/area-queries.ts';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/words.ts';
import { useAccount } from '../shell/use-account.ts';
import { Loaded } from '../trouble/loaded.tsx';
import { AccountDialog } from './account-dialog.tsx';

/** Who may come in, and what each may do. */
export default function AccountsScreen() {
  const { t } = useWords();
  const self = useAccount();
  const accounts = useQuery(accountsQuery());
  const { data: areas = [] } = useQuery(areasQuery());
  const [edited, setEdited] = useState<Account | 'new' | null>(null);
  const scopeOf = ({ areaId }: Account) =>
    areaId === null
      ? t('accounts.wholeTree')
      : (areas.find(({ id }) => id === areaId)?.name ?? t('shell.unknown'));
  return (
    <Page
      title={t('accounts.title')}
      action={
        <Button
          leftSection={<IconPlus size={22} aria-hidden />}
          onClick={() => setEdited('new')}
          data-testid="add-account"
        >
          {t('accounts.add')}
        </Button>
      }
    >
      <Card>
        <Loaded query={accounts}>
          {(list) => (
            <List>
              {[...list]
                .sort(
                  (a, b) =>
                    Number(a.disabled) - Number(b.disabled) ||
                    a.displayName.localeCompare(b.displayName, 'vi'),
                )
                .map((account) => (
                  <ListItem
                    key={account.id}
                    title={`${account.displayName}${account.id === self.id ? ` (${t('accounts.you')})` : ''}`}
                    detail={`${account.username} · ${t(`terms.roles.${account.role}`)} · ${scopeOf(account)}`}
                    side={
                      <>
                        {account.disabled && <Chip>{t('accounts.isDisabled')}</Chip>}
                        <Button
                          variant="subtle"
                          px="sm"
                          onClick={() => setEdited(account)}
                          aria-label={`${t('shell.edit')}: ${account.displayName}`}
                        >
                          <IconPencil size={22} aria-hidden />
                        </Button>
                      </>
                    }
                  />
                ))}
            </List>
          )}
        </Loaded>
      </Card>
      {edited !== null && (
        <AccountDialog
          account={edited === 'new' ? null : edited}
          areas={areas}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}
