import { useState } from 'react';
import { IconAlertTriangle, IconMicrophone } from '@tabler/icons-react';
import { HoldButton } from '../../ui/hold-button.tsx';
import { useWords } from '../../words/words.ts';
import styles from './live.module.css';

export type WhyNot = 'targets' | 'microphone' | 'stale' | 'starting';

interface GoPanelProps {
  isEmergency: boolean;
  mustHold: boolean;
  /** What is still missing; null when one press goes on air. */
  whyNot: WhyNot | null;
  /** Where it goes, in words. */
  sum: string;
  onGo: () => void;
}

/** The one big button, with what it will reach and, when it does not go yet, why. */
export function GoPanel({ isEmergency, mustHold, whyNot, sum, onGo }: GoPanelProps) {
  const { t } = useWords();
  const [wasTooShort, setTooShort] = useState(false);
  const held = isEmergency ? t('live.goEmergencyHold') : t('live.goHold');
  return (
    <div className={styles.go}>
      <span className="figures">
        {whyNot === null || whyNot === 'starting' ? sum : t(`live.whyNot.${whyNot}`)}
      </span>
      <HoldButton
        tone={isEmergency ? 'alarm' : 'accent'}
        mustHold={mustHold}
        disabled={whyNot !== null}
        icon={
          isEmergency ? <IconAlertTriangle size={30} aria-hidden /> : <IconMicrophone size={30} aria-hidden />
        }
        onDone={() => {
          setTooShort(false);
          onGo();
        }}
        onTooShort={() => setTooShort(true)}
        data-testid="go-live"
      >
        {whyNot === 'starting' ? t('live.whyNot.starting') : mustHold ? held : t('live.go')}
      </HoldButton>
      <span role="status">
        {wasTooShort ? (
          <strong>{t('live.tooShort')}</strong>
        ) : (
          mustHold && <span className="soft">{t('live.holdHelp')}</span>
        )}
      </span>
    </div>
  );
}
