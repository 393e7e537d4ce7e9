import '@mantine/core/styles/Popover.layer.css';
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/vi';
import { DatePickerInput, TimePicker } from '@mantine/dates';
import { useWords } from '../../words/words.ts';
import styles from './schedule.module.css';

interface WhenFieldsProps {
  day: string;
  time: string;
  /** The earliest day that makes sense. */
  today: string;
  error: string | null;
  onChange: (when: { day: string; time: string }) => void;
}

/** Day and time as Vietnamese write them: 21/11/2025, 17:15. */
export function WhenFields({ day, time, today, error, onChange }: WhenFieldsProps) {
  const { t, language } = useWords();
  return (
    <div className={styles.when}>
      <DatePickerInput
        label={t('schedule.day')}
        locale={language}
        valueFormat="DD/MM/YYYY"
        firstDayOfWeek={1}
        minDate={today}
        value={day}
        onChange={(value) => onChange({ day: value ?? '', time })}
        size="md"
        popoverProps={{ withinPortal: true }}
      />
      <TimePicker
        label={t('schedule.time')}
        format="24h"
        value={time}
        onChange={(value) => onChange({ day, time: value.slice(0, 5) })}
        hoursInputLabel={t('schedule.hours')}
        minutesInputLabel={t('schedule.minutes')}
        error={error}
        size="md"
      />
    </div>
  );
}
