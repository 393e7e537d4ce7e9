import { useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import type { Language } from '../../words/dates.ts';
import { speak, useWords } from '../../words/words.ts';
import styles from './preferences.module.css';

const LANGUAGES: readonly { language: Language; name: string }[] = [
  { language: 'vi', name: 'Tiếng Việt' },
  { language: 'en', name: 'English' },
];
const APPEARANCES: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];

export function LanguageSwitch() {
  const { t, language: spoken } = useWords();
  return (
    <div className={styles.choice} role="group" aria-label={t('shell.language')}>
      {LANGUAGES.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === spoken}
          onClick={() =>
            speak(language).catch((error: unknown) => console.warn('language not loaded', error))
          }
        >
          {name}
        </button>
      ))}
    </div>
  );
}

export function AppearanceSwitch() {
  const { t } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={styles.choice} role="group" aria-label={t('shell.appearance')}>
      {APPEARANCES.map((scheme) => (
        <button
          key={scheme}
          type="button"
          aria-pressed={scheme === colorScheme}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`shell.appearances.${scheme}`)}
        </button>
      ))}
    </div>
  );
}
