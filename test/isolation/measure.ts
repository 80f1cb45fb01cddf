import { judgeOneDevice } from '../../audit/index.ts';
import { pick, type Random } from '../tamper/mutate.ts';
import { blindings } from './blind.ts';
import { harmless } from './harmless.ts';
import { injections } from './inject.ts';
import { type Recorded, readRows } from './recordings.ts';

export interface Rates {
  /** What was put in, by kind: how often, how often its check failed and told that very row. */
  readonly injected: Readonly<Record<string, { readonly made: number; readonly found: number }>>;
  /** What was taken away, by kind: how often, and how often a check passed all the same. */
  readonly blinded: Readonly<Record<string, { readonly made: number; readonly passed: number }>>;
  /** What was put in that offends nobody, by kind: how often, and how often a check failed for it. */
  readonly harmless: Readonly<Record<string, { readonly made: number; readonly failed: number }>>;
  /** Recordings as they are, with all that they show declared. */
  readonly declared: { readonly fixtures: number; readonly checks: number; readonly failed: number };
  /** What went wrong, for a person. */
  readonly misses: readonly string[];
}

/** Tries so many mutations of recordings, of every kind in turn, each read over UDP and judged. */
export async function measure(recordings: readonly Recorded[], count: number, random: Random): Promise<Rates> {
  const injected = Object.fromEntries(Object.keys(injections).map((name) => [name, { made: 0, found: 0 }]));
  const blinded = Object.fromEntries(Object.keys(blindings).map((name) => [name, { made: 0, passed: 0 }]));
  const alarms = Object.fromEntries(Object.keys(harmless).map((name) => [name, { made: 0, failed: 0 }]));
  const misses: string[] = [];
  const names = [...Object.keys(injections), ...Object.keys(blindings), ...Object.keys(harmless)];
  for (let turn = 0; turn < count; ) {
    const name = names[turn % names.length] ?? '';
    const recorded = pick(random, recordings);
    const alarm = alarms[name];
    if (alarm !== undefined) {
      const rows = harmless[name]?.(recorded, random);
      if (rows === undefined) continue;
      turn += 1;
      const reading = await readRows(rows);
      const { checks } = judgeOneDevice(reading, recorded.wish, reading.finishedAt);
      const failed = checks.filter(({ judgement }) => judgement.verdict === 'fail').map(({ check }) => check.id);
      alarm.made += 1;
      if (failed.length === 0) continue;
      alarm.failed += 1;
      misses.push(`false alarm: ${failed.join(' ')}, ${name}, ${recorded.name}`);
      continue;
    }
    const mutated = injections[name]?.(recorded, random) ?? blindings[name]?.(recorded, random);
    if (mutated === undefined) continue;
    turn += 1;
    const reading = await readRows(mutated.rows, 'between' in mutated ? mutated.between : undefined);
    const { checks } = judgeOneDevice(reading, recorded.wish, reading.finishedAt);
    const say = (what: string) => misses.push(`${what}: ${name}, ${recorded.name}, ${mutated.what}`);
    if ('check' in mutated) {
      const tally = injected[name];
      if (tally === undefined) continue;
      tally.made += 1;
      const judgement = checks.find(({ check }) => check.id === mutated.check)?.judgement;
      const told = judgement?.findings.some(({ oid = '', value }) => mutated.isTold({ oid, value })) ?? false;
      if (judgement?.verdict === 'fail' && told) tally.found += 1;
      else say('unseen');
    } else {
      const tally = blinded[name];
      if (tally === undefined) continue;
      tally.made += 1;
      const passed = checks.filter(
        ({ check, judgement }) => mutated.checks.includes(check.id) && judgement.verdict === 'pass',
      );
      if (passed.length > 0) {
        tally.passed += 1;
        say(`passed ${passed.map(({ check }) => check.id).join(' ')}`);
      }
    }
  }
  const clean = recordings.flatMap((one) => one.clean.checks.map((judged) => ({ name: one.name, ...judged })));
  const failed = clean.filter(({ judgement }) => judgement.verdict === 'fail');
  for (const { name, check } of failed) misses.push(`false alarm: ${check.id}, ${name}`);
  return {
    injected,
    blinded,
    harmless: alarms,
    declared: { fixtures: recordings.length, checks: clean.length, failed: failed.length },
    misses,
  };
}
