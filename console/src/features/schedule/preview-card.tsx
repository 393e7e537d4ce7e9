import type { BroadcastPreview, Media, NewBroadcast } from '@loa/protocol';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { previewQuery } from '../../api/broadcast-queries.ts';
import { clustersQuery } from '../../api/cluster-queries.ts';
import { Card } from '../../ui/card.tsx';
import { Note } from '../../ui/note.tsx';
import { dateOf, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { Loaded } from '../trouble/loaded.tsx';
import { namesOf } from './names-of.ts';

/** What would sound where, before it is saved: reach, absent poles, and who gives way to whom. */
export function PreviewCard({
  request,
  media,
}: {
  request: NewBroadcast | undefined;
  media: Media | undefined;
}) {
  const { t } = useWords();
  return (
    <Card title={t('schedule.preview')} icon={<IconEye size={24} aria-hidden />}>
      {request === undefined || media === undefined ? (
        <p className="soft">{t('schedule.previewWaiting')}</p>
      ) : (
        <Preview request={request} media={media} />
      )}
    </Card>
  );
}

function Preview({ request, media }: { request: NewBroadcast; media: Media }) {
  const { t } = useWords();
  const query = useQuery(previewQuery(request));
  if (query.error !== null) return <FailureNote error={query.error} />;
  const endAt = request.startAt + (media.durationMs ?? 0);
  return (
    <Loaded query={query}>
      {(preview) => (
        <div className="stack" data-testid="preview">
          <p>
            {t('schedule.previewReach', {
              count: preview.clusterIds.length,
              from: timeOfDay(request.startAt),
              to: timeOfDay(endAt),
              date: dateOf(request.startAt),
            })}
          </p>
          <Offline preview={preview} />
          {request.class === 'emergency' && <Note tone="alarm">{t('schedule.emergencyNote')}</Note>}
          <Overlaps preview={preview} />
        </div>
      )}
    </Loaded>
  );
}

function Offline({ preview }: { preview: BroadcastPreview }) {
  const { t } = useWords();
  const { data: clusters = [] } = useQuery(clustersQuery());
  const count = preview.offline.length;
  if (count === 0) return preview.clusterIds.length > 0 && <p>{t('schedule.previewAllOnline')}</p>;
  return (
    <Note tone="warn">
      {t('schedule.previewOffline', { count, names: namesOf(preview.offline, clusters) })}
    </Note>
  );
}

function Overlaps({ preview }: { preview: BroadcastPreview }) {
  const { t } = useWords();
  if (preview.overlaps.length === 0) return <p>{t('schedule.noOverlap')}</p>;
  return preview.overlaps.map(({ broadcastId, title, startAt, clusters, givesWay }) => (
    <Note key={broadcastId} tone={givesWay === 'this' ? 'warn' : 'info'}>
      {t(givesWay === 'this' ? 'schedule.overlapThis' : 'schedule.overlapOther', {
        ...{ title, time: timeOfDay(startAt), count: clusters },
      })}
    </Note>
  ));
}
