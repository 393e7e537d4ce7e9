import type { LatencyProfile } from '@loa/protocol';
import { IconAdjustments } from '@tabler/icons-react';
import { Card } from '../../ui/card.tsx';
import { Radio, Switch, TextInput } from '../../ui/fields.ts';
import { useWords } from '../../words/words.ts';
import type { LiveChoice } from './on-air.ts';

const PROFILES: readonly LatencyProfile[] = ['talk', 'standard', 'sturdy'];
const CLASSES = ['normal', 'priority'] as const;

interface ChoiceFormProps {
  choice: LiveChoice;
  onChoice: (choice: LiveChoice) => void;
  title: string;
  defaultTitle: string;
  onTitle: (title: string) => void;
}

/** How the broadcast goes: class, delay, chime, name. An emergency has no class to choose. */
export function ChoiceForm({ choice, onChoice, title, defaultTitle, onTitle }: ChoiceFormProps) {
  const { t } = useWords();
  return (
    <Card title={t('live.how')} icon={<IconAdjustments size={24} aria-hidden />}>
      <div className="stack">
        {choice.class !== 'emergency' && (
          <Radio.Group
            label={t('live.class')}
            value={choice.class}
            onChange={(value) => onChoice({ ...choice, class: value === 'priority' ? 'priority' : 'normal' })}
          >
            <div className="stack-small" style={{ marginTop: '0.5rem' }}>
              {CLASSES.map((of) => (
                <Radio
                  key={of}
                  size="md"
                  value={of}
                  label={t(`terms.classes.${of}`)}
                  description={t(`live.classHelp.${of}`)}
                />
              ))}
            </div>
          </Radio.Group>
        )}
        <Switch
          size="md"
          label={t('live.chime')}
          description={t('live.chimeHelp')}
          checked={choice.chime === 'station'}
          onChange={(event) =>
            onChoice({ ...choice, chime: event.currentTarget.checked ? 'station' : 'none' })
          }
          data-testid="chime"
        />
        <Radio.Group
          label={t('live.profile')}
          value={choice.profile}
          onChange={(value) =>
            onChoice({ ...choice, profile: PROFILES.find((one) => one === value) ?? 'standard' })
          }
        >
          <div className="stack-small" style={{ marginTop: '0.5rem' }}>
            {PROFILES.map((profile) => (
              <Radio
                key={profile}
                size="md"
                value={profile}
                label={t(`live.profiles.${profile}`)}
                description={t(`live.profileHelp.${profile}`)}
                data-testid={`profile-${profile}`}
              />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label={t('live.name')}
          placeholder={defaultTitle}
          maxLength={200}
          value={title}
          onChange={(event) => onTitle(event.currentTarget.value)}
          data-testid="live-title"
        />
      </div>
    </Card>
  );
}
