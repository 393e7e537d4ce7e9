import { useEffect, useRef, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Broadcast, GoLive } from '@loa/protocol';
import { applyEvents } from '../../api/apply-events.ts';
import { broadcastQuery, broadcastsQuery } from '../../api/broadcast-queries.ts';
import { useMicrophoneOnAir, useNow, useServerBoot } from '../../api/event-feed.tsx';
import { codeOf } from '../../api/failure.ts';
import { goLive, stopLive, takeOver } from '../../api/live-queries.ts';
import { aroundToday, soundingNow } from '../schedule/broadcast-days.ts';
import { nextStep } from './on-air.ts';
import type { OnAir } from './on-air.ts';
import type { UsedMicrophone } from './use-microphone.tsx';

/** One person's broadcast from the press to the stop, and what else is running. */
export function useOnAir(microphone: UsedMicrophone) {
  const client = useQueryClient();
  const [onAir, setOnAir] = useState<OnAir | null>(null);
  const [endedId, setEndedId] = useState<string | null>(null);
  const bootId = useServerBoot();
  const { from, to } = aroundToday(useNow(10_000));
  const { data: around = [] } = useQuery(broadcastsQuery(from, to));
  const microphoneId = microphone.state.phase === 'ready' ? microphone.state.microphoneId : null;
  const shown = around.find(({ id }) => id === (onAir?.broadcastId ?? endedId));

  const show = (broadcast: Broadcast) => applyEvents(client, [{ type: 'broadcast', broadcast }]);
  const end = (broadcastId: string) => {
    setEndedId(broadcastId);
    setOnAir(null);
  };
  const join = (broadcastId: string, id: string, hasChime: boolean) => {
    setEndedId(null);
    const now = performance.now();
    const hasResumed = onAir?.broadcastId === broadcastId && onAir.bootId !== bootId;
    setOnAir({
      broadcastId,
      microphoneId: id,
      hasChime,
      startedMono: now,
      bootId,
      resumedMono: hasResumed ? now : null,
    });
  };

  const starting = useMutation({
    mutationFn: (request: GoLive) => goLive(request),
    onSuccess: (broadcast, request) => {
      show(broadcast);
      join(broadcast.id, request.microphoneId, request.chime !== 'none');
    },
    // The server forgets a microphone that was silent for long; a fresh one comes at once.
    onError: (error) => codeOf(error) === 'live.no-microphone' && microphone.reconnect(),
  });
  const stopping = useMutation({
    mutationFn: (broadcastId: string) => stopLive(broadcastId),
    onSuccess: (broadcast) => {
      show(broadcast);
      end(broadcast.id);
    },
    // It has ended by itself meanwhile, which is what was wanted.
    onError: (error, broadcastId) => codeOf(error) === 'schedule.already-over' && end(broadcastId),
  });
  const joining = useMutation({
    mutationFn: ({ broadcastId, id }: { broadcastId: string; id: string }) => takeOver(broadcastId, id),
    onSuccess: (_, { broadcastId, id }) => join(broadcastId, id, false),
    onError: (error, { broadcastId }) => {
      // A server that was started anew and has given the broadcast up does not know it any more.
      if (['schedule.already-over', 'input.not-found'].includes(codeOf(error))) end(broadcastId);
      else microphone.reconnect();
    },
  });

  useSupply({
    onAir,
    microphoneId,
    microphone,
    handOver: (broadcastId, id) => joining.mutate({ broadcastId, id }),
  });
  useEnd(onAir, shown, end);
  const ended = useQuery({
    ...broadcastQuery(endedId ?? ''),
    enabled: endedId !== null && shown === undefined,
  });

  return {
    ...{ onAir, starting, stopping, joining, microphoneId },
    broadcast: onAir === null ? undefined : shown,
    ended: onAir === null && endedId !== null ? (shown ?? ended.data?.broadcast) : undefined,
    /** Live broadcasts that this page did not start: somebody else's, or one's own before a reload. */
    running: soundingNow(around).filter(
      ({ id, kind, endAt }) => kind === 'live' && endAt === null && id !== onAir?.broadcastId,
    ),
  };
}

interface Supply {
  onAir: OnAir | null;
  microphoneId: string | null;
  microphone: UsedMicrophone;
  handOver: (broadcastId: string, microphoneId: string) => void;
}

/** Keeps the broadcast supplied with a microphone when the worker or the network was away. */
function useSupply({ onAir, microphoneId, microphone, handOver }: Supply): void {
  const heard = useMicrophoneOnAir(onAir?.broadcastId ?? '');
  const step = nextStep(onAir, microphoneId, heard);
  const act = useRef({ handOver, reconnect: microphone.reconnect });
  act.current = { handOver, reconnect: microphone.reconnect };
  const broadcastId = onAir?.broadcastId;
  const newId = step.do === 'take-over' ? step.microphoneId : null;
  useEffect(() => {
    if (broadcastId !== undefined && newId !== null) act.current.handOver(broadcastId, newId);
  }, [broadcastId, newId]);
  const reconnectAfterMs = step.do === 'reconnect' ? step.afterMs : null;
  useEffect(() => {
    if (reconnectAfterMs === null) return;
    const timer = setTimeout(() => act.current.reconnect(), reconnectAfterMs);
    return () => clearTimeout(timer);
  }, [reconnectAfterMs, microphoneId]);
}

/** A broadcast may end without this page: another person stops it, or the microphone was away too long. */
function useEnd(
  onAir: OnAir | null,
  broadcast: Broadcast | undefined,
  end: (broadcastId: string) => void,
): void {
  const isOver = onAir !== null && broadcast?.id === onAir.broadcastId && broadcast.state === 'ended';
  const act = useRef(end);
  act.current = end;
  const broadcastId = onAir?.broadcastId;
  useEffect(() => {
    if (isOver && broadcastId !== undefined) act.current(broadcastId);
  }, [isOver, broadcastId]);
}

export type UsedOnAir = ReturnType<typeof useOnAir>;
