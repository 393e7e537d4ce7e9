import { useEffect, useRef } from 'react';
import { shareOf } from './decibels.ts';
import styles from './meter.module.css';

export interface Loudness {
  rmsDbfs: number;
  peakDbfs: number;
}

/** Between drawings, ms. Every frame would cost a laptop on its battery more than the eye gains. */
const DRAWN_EVERY_MS = 50;
/** What the peak's mark falls back by from one drawing to the next, share of the bar. */
const FALL = 0.024;

/** A bar of loudness that reads `source` by itself, so that the page around it need not be drawn anew. */
export function Meter({ source, label }: { source: () => Loudness | null; label: string }) {
  const root = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const peak = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let held = 0;
    const draw = () => {
      const loudness = source();
      const share = shareOf(loudness?.rmsDbfs ?? -Infinity);
      held = Math.max(shareOf(loudness?.peakDbfs ?? -Infinity), held - FALL);
      if (bar.current) bar.current.style.clipPath = `inset(0 ${100 - share * 100}% 0 0)`;
      if (peak.current) peak.current.style.left = `calc(${held * 100}% - 3px)`;
      root.current?.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    };
    const drawing = setInterval(draw, DRAWN_EVERY_MS);
    return () => clearInterval(drawing);
  }, [source]);
  return (
    <div
      ref={root}
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div ref={bar} className={styles.bar} />
      <div ref={peak} className={styles.peak} />
    </div>
  );
}
