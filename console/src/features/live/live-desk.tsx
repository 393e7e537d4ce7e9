import { useState } from 'react';
import { IconMapPin } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { useConnection, useNow } from '../../api/event-feed.tsx';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { Waiting } from '../../ui/waiting.tsx';
import { timeOfDay } from '../../words/dates.ts';
import { useWords } from '../../words/words.ts';
import { existing, isWide, reachOf } from '../targets/target-choice.ts';
import type { Ground } from '../targets/target-choice.ts';
import { firstTargets, rememberTargets } from '../targets/target-memory.ts';
import { TargetPicker } from '../targets/target-picker.tsx';
import { useGround } from '../targets/use-ground.ts';
import { FailureNote } from '../trouble/failure-note.tsx';
import { ChoiceForm } from './choice-form.tsx';
import { firstChoice, rememberChoice } from './choice-memory.ts';
import { GoPanel } from './go-panel.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { MicrophonePanel } from './microphone-panel.tsx';
import { OnAirPanel } from './on-air-panel.tsx';
import { PoleStates } from './pole-states.tsx';
import { EndedCard, RunningCard } from './running-card.tsx';
import { useMicrophone } from './use-microphone.tsx';
import type { UsedMicrophone } from './use-microphone.tsx';
import { useOnAir } from './use-on-air.tsx';
import type { UsedOnAir } from './use-on-air.tsx';
import styles from './live.module.css';

/** The screen of live speech; in emergency dress it differs in colour, class and one gesture. */
export function LiveDesk({ isEmergency }: { isEmergency: boolean }) {
  const { t } = useWords();
  const microphone = useMicrophone();
  const air = useOnAir(microphone);
  const { ground, error } = useGround();
  const { onAir, broadcast, ended, running, stopping, joining } = air;
  return (
    <Page title={isEmergency ? t('live.emergencyTitle') : t('live.title')}>
      {isEmergency && onAir === null && (
        <div className={styles.emergencyHead}>
          <strong>{t('live.emergencyLead')}</strong>
        </div>
      )}
      {running.map((other) => (
        <RunningCard
          key={other.id}
          broadcast={other}
          canTakeOver={air.microphoneId !== null && onAir === null}
          isBusy={joining.isPending || stopping.isPending}
          onTakeOver={() =>
            air.microphoneId && joining.mutate({ broadcastId: other.id, id: air.microphoneId })
          }
          onStop={() => stopping.mutate(other.id)}
        />
      ))}
      {ended !== undefined && <EndedCard broadcast={ended} />}
      <FailureNote error={error ?? stopping.error ?? joining.error} />
      {onAir === null ? (
        ground === undefined ? (
          error === null && <Waiting label={t('shell.loading')} />
        ) : (
          <Preparation isEmergency={isEmergency} ground={ground} microphone={microphone} air={air} />
        )
      ) : (
        <div className={styles.grid}>
          <div className={styles.column}>
            <OnAirPanel
              onAir={onAir}
              broadcast={broadcast}
              isStopping={stopping.isPending}
              onStop={() => stopping.mutate(onAir.broadcastId)}
            />
            <MicrophonePanel microphone={microphone} />
          </div>
          {broadcast && ground && <PoleStates clusters={ground.clusters} broadcast={broadcast} />}
        </div>
      )}
      <LeaveGuard
        isOnAir={onAir !== null}
        onStop={() => (onAir === null ? Promise.resolve() : stopping.mutateAsync(onAir.broadcastId))}
      />
    </Page>
  );
}

interface PreparationProps {
  isEmergency: boolean;
  ground: Ground;
  microphone: UsedMicrophone;
  air: UsedOnAir;
}

/** Everything before the press: where, how, and a microphone that hears. */
function Preparation({ isEmergency, ground, microphone, air }: PreparationProps) {
  const { t } = useWords();
  const [search] = useSearchParams();
  const [targets, setTargets] = useState(() => existing(ground, firstTargets(search)));
  const [choice, setChoice] = useState(() => firstChoice(isEmergency));
  const [title, setTitle] = useState('');
  const time = timeOfDay(useNow(5_000));
  const connection = useConnection();
  const defaultTitle = isEmergency
    ? t('live.defaultEmergencyName', { time })
    : t('live.defaultName', { time });
  const reached = reachOf(ground, targets);
  const online = reached.filter(({ state }) => state === 'online').length;
  const { starting, microphoneId } = air;

  const whyNot = () => {
    if (starting.isPending) return 'starting';
    if (reached.length === 0) return 'targets';
    if (!connection.isOpen) return 'stale';
    return microphoneId === null ? 'microphone' : null;
  };
  const go = () => {
    if (microphoneId === null) return;
    rememberTargets(targets);
    rememberChoice(choice);
    starting.mutate({ ...choice, microphoneId, targets, title: title.trim() || defaultTitle });
  };
  return (
    <div className={styles.grid}>
      <Card title={t('live.where')} icon={<IconMapPin size={24} aria-hidden />}>
        <TargetPicker ground={ground} targets={targets} onChange={setTargets} />
      </Card>
      <div className={styles.column}>
        <MicrophonePanel microphone={microphone} />
        <ChoiceForm {...{ choice, title, defaultTitle }} onChoice={setChoice} onTitle={setTitle} />
        <FailureNote error={starting.error} />
        <GoPanel
          isEmergency={isEmergency}
          mustHold={isEmergency || isWide(ground, targets)}
          whyNot={whyNot()}
          sum={t('targets.sum', { count: reached.length, online })}
          onGo={go}
        />
      </div>
    </div>
  );
}
