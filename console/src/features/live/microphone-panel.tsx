import { useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { NativeSelect, Switch } from '../../ui/fields.ts';
import { Meter } from '../../ui/meter.tsx';
import { Note } from '../../ui/note.tsx';
import { useWords } from '../../words/words.ts';
import { isTrouble, loudnessWord } from './microphone-state.ts';
import type { LoudnessWord } from './microphone-state.ts';
import type { UsedMicrophone } from './use-microphone.tsx';

/** The microphone: whether it hears, which one it is, and how to mend it when it does not. */
export function MicrophonePanel({ microphone }: { microphone: UsedMicrophone }) {
  const { t } = useWords();
  const { phase } = microphone.state;
  const isOpen = phase === 'ready' || phase === 'connecting' || phase === 'lost';
  return (
    <Card title={t('live.micro')} icon={<IconMicrophone size={24} aria-hidden />}>
      <div className="stack">
        {phase === 'asking' && (
          <Note title={t('live.microphone.asking')}>{t('live.microphone.askingText')}</Note>
        )}
        {isTrouble(phase) && (
          <Note
            tone="warn"
            title={t(`live.microphone.${phase}`)}
            action={<Button onClick={microphone.reopen}>{t('live.microphone.reopen')}</Button>}
          >
            {t(`live.microphone.${phase}Text`)}
          </Note>
        )}
        {phase === 'lost' && (
          <Note tone="warn" title={t('live.microphone.lost')}>
            {t('live.microphone.lostText')}
          </Note>
        )}
        {isOpen && (
          <>
            <Meter source={microphone.loudness} label={t('live.level')} />
            <Advice microphone={microphone} />
          </>
        )}
        {phase !== 'asking' && phase !== 'insecure' && <Choices microphone={microphone} />}
      </div>
    </Card>
  );
}

/** Looks at the loudest of the last seconds, so that the pauses of speech are no reason to worry. */
function Advice({ microphone }: { microphone: UsedMicrophone }) {
  const { t } = useWords();
  const [word, setWord] = useState<LoudnessWord>('none');
  const loudness = useRef(microphone.loudness);
  loudness.current = microphone.loudness;
  useEffect(() => {
    let loudest = -Infinity;
    const timer = setInterval(() => {
      // What was loud fades from memory within some seconds.
      loudest = Math.max(loudness.current()?.rmsDbfs ?? -Infinity, loudest - 1);
      setWord(loudnessWord(loudest));
    }, 100);
    return () => clearInterval(timer);
  }, []);
  const { phase } = microphone.state;
  return (
    <p aria-live="polite">
      <strong>{phase === 'ready' ? t('live.microphone.ready') : t('live.microphone.connecting')}</strong>{' '}
      <span className="soft">{t(`live.loudness.${word}`)}</span>
    </p>
  );
}

function Choices({ microphone }: { microphone: UsedMicrophone }) {
  const { t } = useWords();
  const { devices, choice, choose, deviceId } = microphone;
  return (
    <>
      {devices.length > 1 && (
        <NativeSelect
          label={t('live.microphone.device')}
          value={deviceId ?? choice.deviceId ?? ''}
          onChange={(event) => choose({ ...choice, deviceId: event.currentTarget.value })}
          data={devices.map((device, index) => ({
            value: device.deviceId,
            label: device.label || t('live.microphone.unnamedDevice', { number: index + 1 }),
          }))}
        />
      )}
      <Switch
        size="md"
        label={t('live.microphone.noiseSuppression')}
        description={t('live.microphone.noiseSuppressionHelp')}
        checked={choice.noiseSuppression}
        onChange={(event) => choose({ ...choice, noiseSuppression: event.currentTarget.checked })}
      />
    </>
  );
}
