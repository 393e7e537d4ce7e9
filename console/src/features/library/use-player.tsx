import { useEffect, useMemo, useState } from 'react';

/** One loudspeaker for the whole page: starting one recording stops the other. */
export function usePlayer() {
  const audio = useMemo(() => new Audio(), []);
  const [playing, setPlaying] = useState<string | null>(null);
  const [share, setShare] = useState(0);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    audio.preload = 'none';
    audio.ontimeupdate = () => setShare(audio.duration > 0 ? audio.currentTime / audio.duration : 0);
    audio.onended = () => setPlaying(null);
    audio.onpause = () => setPlaying(null);
    audio.onerror = () => {
      setPlaying(null);
      setFailed(true);
    };
    return () => {
      audio.onerror = null;
      audio.pause();
      audio.removeAttribute('src');
    };
  }, [audio]);

  const play = (sha256: string, from = 0) => {
    const address = `/media/${sha256}`;
    if (new URL(audio.src || '/', location.href).pathname !== address) audio.src = address;
    setFailed(false);
    setPlaying(sha256);
    audio
      .play()
      .then(() => {
        if (from > 0 && Number.isFinite(audio.duration)) audio.currentTime = from * audio.duration;
      })
      .catch((error: unknown) => {
        // A second press interrupts the first; that is no failure.
        if (error instanceof DOMException && error.name === 'AbortError') return;
        setPlaying(null);
        setFailed(true);
      });
  };
  return { playing, share, hasFailed, play, pause: () => audio.pause() };
}

export type Player = ReturnType<typeof usePlayer>;
