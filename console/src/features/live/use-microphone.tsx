import { useEffect, useMemo, useRef, useState } from 'react';
import { useServerBoot } from '../../api/event-feed.tsx';
import { MicrophoneLink, microphones } from './microphone-link.ts';
import type { MicrophoneChoice } from './microphone-link.ts';
import type { MicrophoneState } from './microphone-state.ts';
import type { Loudness } from '../../ui/meter.tsx';

const REMEMBERED = 'loa.microphone';
/** Rain and wind are the usual neighbours of this work, so noise is suppressed until somebody says otherwise. */
const FIRST: MicrophoneChoice = { deviceId: null, noiseSuppression: true };

export interface UsedMicrophone {
  state: MicrophoneState;
  /** The microphones of this device, once the browser tells their names. */
  devices: readonly MediaDeviceInfo[];
  deviceId: string | null;
  choice: MicrophoneChoice;
  choose: (choice: MicrophoneChoice) => void;
  reopen: () => void;
  reconnect: () => void;
  loudness: () => Loudness | null;
}

/** Opens the microphone as the screen opens, so that going on air costs one message only. */
export function useMicrophone(): UsedMicrophone {
  const [state, setState] = useState<MicrophoneState>({ phase: 'asking' });
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [choice, setChoice] = useState(remembered);
  const link = useMemo(() => new MicrophoneLink({ onState: setState }), []);
  const chosen = useRef(choice);

  useRestart(() => link.reconnect());

  const open = useMemo(() => () => begin(link, chosen.current), [link]);
  useEffect(() => {
    open();
    return () => link.close();
  }, [link, open]);
  useEffect(() => {
    if (!('mediaDevices' in navigator)) return;
    const look = () => {
      microphones().then(setDevices, (error: unknown) => console.warn('devices not listed', error));
    };
    look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => navigator.mediaDevices.removeEventListener('devicechange', look);
  }, [state.phase]);

  return {
    ...{ state, devices, choice, reopen: open, loudness: link.loudness },
    deviceId: link.deviceId,
    reconnect: () => link.reconnect(),
    choose: (next) => {
      chosen.current = next;
      setChoice(next);
      localStorage.setItem(REMEMBERED, JSON.stringify(next));
      open();
    },
  };
}

/** A server that was started anew has lost every microphone; the browser would notice that only after many seconds. */
function useRestart(act: () => void): void {
  const bootId = useServerBoot();
  const known = useRef(bootId);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const before = known.current;
    known.current = bootId;
    if (before !== null && before !== bootId) latest.current();
  }, [bootId]);
}

function begin(link: MicrophoneLink, choice: MicrophoneChoice): void {
  link.open(choice).catch((error: unknown) => console.error('microphone not opened', error));
}

function remembered(): MicrophoneChoice {
  const text = localStorage.getItem(REMEMBERED);
  if (text === null) return FIRST;
  try {
    return { ...FIRST, ...(JSON.parse(text) as Partial<MicrophoneChoice>) };
  } catch (error) {
    console.warn('remembered microphone is unreadable', error);
    return FIRST;
  }
}
