import { choiceOf, FIRST_EMERGENCY } from './on-air.ts';
import type { LiveChoice } from './on-air.ts';

const REMEMBERED = 'loa.live';

/** How the last broadcast from this device went; an emergency begins with its own settings. */
export function firstChoice(isEmergency: boolean): LiveChoice {
  if (isEmergency) return FIRST_EMERGENCY;
  const text = localStorage.getItem(REMEMBERED);
  if (text === null) return choiceOf(null);
  try {
    return choiceOf(JSON.parse(text));
  } catch (error) {
    console.warn('remembered choice is unreadable', error);
    return choiceOf(null);
  }
}

export function rememberChoice(choice: LiveChoice): void {
  if (choice.class !== 'emergency') localStorage.setItem(REMEMBERED, JSON.stringify(choice));
}
