import type { AuditEntry } from '@loa/protocol';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { accountsQuery, auditQuery } from '../../api/account-queries.ts';
import { areasQuery, zonesQuery } from '../../api/area-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { mediaQuery } from '../../api/media-queries.ts';
import { Card } from '../../ui/card.tsx';
import { List, ListItem } from '../../ui/list.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { Waiting } from '../../ui/waiting.tsx';
import { dateOf, exactTime } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { deedOf, subjectOf } from './deed.ts';

/** Who did what, newest first, in sentences. */
export default function AuditScreen() {
  const { t } = useWords();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(auditQuery());
  const names = useNames();
  const entries = data?.pages.flat() ?? [];
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} narrow>
      <FailureNote error={error} onRetry={() => refetch()} />
      {isPending && <Waiting label={t('shell.loading')} />}
      {data !== undefined && (
        <Card>
          {entries.length === 0 && <Empty title={t('audit.empty')} />}
          <List>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} names={names} />
            ))}
          </List>
          {hasNextPage && (
            <Button variant="default" fullWidth onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
              {t('audit.more')}
            </Button>
          )}
        </Card>
      )}
    </Page>
  );
}

function Entry({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const { t } = useWords();
  const deed = deedOf(entry.action);
  const subject = subjectOf(entry, names);
  const sentence =
    deed === undefined
      ? t('audit.other', { action: entry.action, subject })
      : t(`audit.deeds.${deed}`, { subject });
  return (
    <ListItem
      title={entry.accountName ?? t('audit.system')}
      detail={
        <>
          {sentence}
          <br />
          <span className="figures">
            {exactTime(entry.at)} {dateOf(entry.at)}
          </span>
        </>
      }
    />
  );
}

/** The present names of everything that the record may speak of. */
function useNames(): ReadonlyMap<string, string> {
  const accounts = useQuery(accountsQuery()).data ?? [];
  const areas = useQuery(areasQuery()).data ?? [];
  const zones = useQuery(zonesQuery()).data ?? [];
  const clusters = useQuery(clustersQuery()).data ?? [];
  const media = useQuery(mediaQuery()).data ?? [];
  return new Map([
    ...accounts.map(({ id, displayName }) => [id, displayName] as const),
    ...[...areas, ...zones, ...clusters].map(({ id, name }) => [id, name] as const),
    ...media.map(({ id, title }) => [id, title] as const),
  ]);
}
