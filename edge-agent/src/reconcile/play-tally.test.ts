import { expect, it } from 'vitest';
import type { Turn } from '@loa/protocol';
import { PlayTally } from './play-tally.ts';
import type { Transition } from './turn-board.ts';

const times = { startAt: 1000, latestStartAt: 9000, latestEndAt: 9000, durationMs: 5000 };
const candidate: Transition['candidate'] = {
  contender: { id: 'news', class: 'normal', rank: 'commune', ...times },
  ...{ kind: 'stored', readiness: 'yes' },
};
const sounding: Turn = { id: 'news', state: 'sounding', anchorAt: 1000 };
const over: Turn = { id: 'news', state: 'over', outcome: 'completed' };

function follow(tally: PlayTally, from: Turn | undefined, to: Turn, at: number): void {
  tally.follow({ id: 'news', from, to, candidate }, at);
}

it('a line of the record tells what was played, heard, and silent in its turn', () => {
  const tally = new PlayTally([]);
  follow(tally, undefined, sounding, 1000);
  tally.addPlayed('news', 4000.4);
  tally.addSilent('news', 600.3);
  tally.addSilent('news', 400);
  tally.addHeard('news', 3900);
  follow(tally, sounding, over, 6000);
  expect(tally.takeFinished(6000)).toEqual([]);
  const rest = { kind: 'stored', startedAt: 1000, endedAt: 6000, outcome: 'completed' };
  const line = { broadcastId: 'news', ...rest, playedMs: 4000, heardMs: 3900, silentMs: 1000 };
  expect(tally.takeFinished(7500)).toEqual([line]);
  expect(tally.takeFinished(7500)).toEqual([]);
});

it('goes on with what an earlier version had counted', () => {
  const begun = {
    broadcastId: 'news',
    kind: 'stored',
    startedAt: 1000,
    playedMs: 10,
    heardMs: 5,
    end: null,
  } as const;
  const tally = new PlayTally([begun]);
  tally.addSilent('news', 20);
  follow(tally, sounding, over, 6000);
  expect(tally.takeFinished(7500)).toMatchObject([{ playedMs: 10, silentMs: 20 }]);
});
