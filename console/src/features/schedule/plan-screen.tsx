import { useEffect, useState } from 'react';
import type { Media, PriorityClass } from '@loa/protocol';
import { Button } from '@mantine/core';
import { IconMapPin, IconPlaylist } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { applyEvents } from '../../api/apply-events.ts';
import { planBroadcast } from '../../api/broadcast-queries.ts';
import { useNow } from '../../api/event-feed.tsx';
import { mediaQuery } from '../../api/media-queries.ts';
import { Card } from '../../ui/card.tsx';
import { NativeSelect, Radio, TextInput } from '../../ui/fields.ts';
import { useNotices } from '../../ui/notices.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { dateOf, dayOf, stopwatch, timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { existing } from '../targets/target-choice.ts';
import type { Ground } from '../targets/target-choice.ts';
import { firstTargets, rememberTargets } from '../targets/target-memory.ts';
import { TargetPicker } from '../targets/target-picker.tsx';
import { useGround } from '../targets/use-ground.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { Loaded } from '../trouble/loaded.tsx';
import { firstDraft, isPast, requestOf } from './plan-draft.ts';
import type { Draft } from './plan-draft.ts';
import { PreviewCard } from './preview-card.tsx';
import styles from './schedule.module.css';
import { WhenFields } from './when-fields.tsx';

const CLASSES: readonly PriorityClass[] = ['normal', 'priority', 'emergency'];
/** How long a person may go on choosing before the server is asked what would sound where. */
const SETTLE_MS = 400;

export default function PlanScreen() {
  const { t } = useWords();
  const media = useQuery(mediaQuery());
  const { ground, error } = useGround();
  return (
    <Page title={t('schedule.planTitle')} back={{ to: '/schedule', label: t('schedule.title') }}>
      <FailureNote error={error} />
      <Loaded query={media}>
        {(all) => {
          const ready = all
            .filter(({ state }) => state === 'ready')
            .sort((a, b) => b.createdAt - a.createdAt);
          if (ready.length === 0) return <NoRecordings />;
          return ground && <PlanForm ground={ground} media={ready} />;
        }}
      </Loaded>
    </Page>
  );
}

function PlanForm({ ground, media }: { ground: Ground; media: readonly Media[] }) {
  const { t } = useWords();
  const now = useNow(5_000);
  const [search] = useSearchParams();
  const [draft, setDraft] = useState<Draft>(() =>
    firstDraft(now, existing(ground, firstTargets(search)), search.get('media')),
  );
  const change = (fields: Partial<Draft>) => setDraft({ ...draft, ...fields });
  const request = requestOf(draft, media);
  const settled = useSettled(request);
  const saving = useSaving();
  const hasPassed = isPast(draft, now);
  return (
    <form
      className={styles.grid}
      onSubmit={(event) => {
        event.preventDefault();
        if (request !== undefined) saving.mutate(request);
      }}
    >
      <div className={styles.column}>
        <Card title={t('schedule.recording')} icon={<IconPlaylist size={24} aria-hidden />}>
          <ContentFields draft={draft} media={media} onChange={change} />
        </Card>
        <Card title={t('schedule.where')} icon={<IconMapPin size={24} aria-hidden />}>
          <TargetPicker ground={ground} targets={draft.targets} onChange={(targets) => change({ targets })} />
        </Card>
      </div>
      <div className={styles.column}>
        <Card title={t('schedule.when')}>
          <WhenFields
            {...{ day: draft.day, time: draft.time, today: dayOf(now), onChange: change }}
            error={hasPassed ? t('schedule.pastTime') : null}
          />
        </Card>
        <PreviewCard
          request={hasPassed ? undefined : settled}
          media={media.find(({ id }) => id === draft.mediaId)}
        />
        <FailureNote error={saving.error} />
        <Button
          type="submit"
          size="lg"
          disabled={request === undefined || hasPassed}
          loading={saving.isPending}
          data-testid="save-broadcast"
        >
          {t('schedule.save')}
        </Button>
      </div>
    </form>
  );
}

interface ContentFieldsProps {
  draft: Draft;
  media: readonly Media[];
  onChange: (fields: Partial<Draft>) => void;
}

function ContentFields({ draft, media, onChange }: ContentFieldsProps) {
  const { t } = useWords();
  const lengthOf = ({ durationMs }: Media) => (durationMs === null ? '' : ` (${stopwatch(durationMs)})`);
  return (
    <div className="stack">
      <NativeSelect
        aria-label={t('schedule.recording')}
        value={draft.mediaId}
        onChange={(event) => onChange({ mediaId: event.currentTarget.value })}
        data={[
          { value: '', label: t('schedule.chooseRecording') },
          ...media.map((item) => ({ value: item.id, label: `${item.title}${lengthOf(item)}` })),
        ]}
        data-testid="recording"
      />
      <TextInput
        label={t('schedule.name')}
        placeholder={media.find(({ id }) => id === draft.mediaId)?.title ?? ''}
        maxLength={200}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Radio.Group
        label={t('schedule.class')}
        value={draft.class}
        onChange={(value) => onChange({ class: CLASSES.find((one) => one === value) ?? 'normal' })}
      >
        <div className="row" style={{ marginTop: '0.5rem', gap: '0.75rem 1.5rem' }}>
          {CLASSES.map((of) => (
            <Radio key={of} size="md" value={of} label={t(`terms.classes.${of}`)} />
          ))}
        </div>
      </Radio.Group>
    </div>
  );
}

function NoRecordings() {
  const { t } = useWords();
  return (
    <Empty icon={<IconPlaylist size={48} aria-hidden />} title={t('schedule.noRecordings')}>
      <Button component={Link} to="/library">
        {t('schedule.toLibrary')}
      </Button>
    </Empty>
  );
}

/** The value after it has rested for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(
      () => setSettled(text === undefined ? value : (JSON.parse(text) as T)),
      SETTLE_MS,
    );
    return () => clearTimeout(timer);
    // The text stands for the value, which is made anew at every drawing.
  }, [text]);
  return settled;
}

function useSaving() {
  const { t } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { say } = useNotices();
  return useMutation({
    mutationFn: planBroadcast,
    onSuccess: async (broadcast) => {
      const { title, startAt, targets } = broadcast;
      rememberTargets(targets);
      applyEvents(client, [{ type: 'broadcast', broadcast }]);
      say(t('schedule.saved', { title, time: `${timeOfDay(startAt)} ${dateOf(startAt)}` }));
      await navigate(`/schedule?day=${dayOf(startAt)}`);
    },
  });
}
