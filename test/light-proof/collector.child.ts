/**
 * The collector's side of the proof: the real agent with its real spool. Beside it a witness writes down, in a file of its own, each result that
 * was made and each that was kept: what must arrive is known without asking the spool.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '../../collector/light/agent/agent.ts';
import { enrol } from '../../collector/light/agent/enrol.ts';
import { readEnrolment, spoolFolderName } from '../../collector/light/agent/folder.ts';
import { lockFolder } from '../../collector/light/agent/lock.ts';
import { openSpool } from '../../collector/light/spool/spool.ts';
import { createLog, message, systemClock } from '../../core/index.ts';
import { createTimeLapse } from '../../core/time-lapse.fake.ts';
import type { Timing } from './timing.ts';

/** A silent wire is given up after two seconds, not fifteen, and not within a moment on a busy machine. */
const wireFactor = 8;
const wish = JSON.parse(process.argv[2] ?? '{}') as Timing & { readonly hub: string; readonly token: string };
const { collectorFolder: folder } = wish;
const clock = createTimeLapse(wish.factor, wish.sinceMs);
const steady = { boot: 'proof', ms: clock.monotonicMs };
const log = createLog('warn');
const alive = setInterval(() => {}, 1_000);
await lockFolder(folder);
const enrolment =
  (await readEnrolment(folder)) ??
  (await enrol({ folder, hubs: [wish.hub], token: wish.token, version: '1', clock: systemClock }));
const own = await openSpool({ folder: join(folder, spoolFolderName), clock, steady, log, segmentBytes: 65_536 });
const witness = (word: string): void => appendFileSync(wish.witnessFile, `${word}\n`);
const spool: typeof own = Object.create(own, {
  append: {
    value: async (body: Parameters<typeof own.append>[0]) => {
      const id = 'result' in body ? body.result.reason.key : '';
      witness(`made ${id}`);
      const sequence = await own.append(body);
      witness(`${sequence === undefined ? 'lost' : 'kept'} ${id} ${sequence ?? 0}`);
      return sequence;
    },
  },
});
const agent = await startAgent({
  ...{ folder, enrolment, spool, clock, steady, log, version: '1', pluginFolder: undefined, keptBytes: 1 },
  linkClock: createTimeLapse(wireFactor),
  tries: {
    async probe({ settings: { id: probeId }, vantageId }) {
      const startedAt = clock.now();
      // As long as a service takes to answer, each time another.
      await new Promise<void>((resolve) => void clock.after(Math.random() * 3_000, resolve));
      const parts = { durationMs: 1, tries: 1, outcome: 'good', phases: {}, steps: [], values: [] } as const;
      return { probeId, vantageId, startedAt, reason: message(randomUUID()), ...parts };
    },
    figure: async ({ settings: { id: figureId }, vantageId }) => ({ figureId, vantageId, at: clock.now() }),
  },
});
process.on('message', () => {
  const { spool: stood, condition } = agent.state();
  process.send?.({ last: stood.last, delivered: stood.delivered, condition });
});
process.once('SIGTERM', () => {
  clearInterval(alive);
  void agent.stop().finally(() => process.exit(0));
});
process.send?.({ started: true });
