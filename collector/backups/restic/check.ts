import type { EpochMs } from '../../../core/index.ts';
import type { ToolAnswer } from '../access/run-tool.ts';
import { linesOf } from '../classify.ts';
import type { CheckWish } from '../deps.ts';
import type { CatalogueFinding, IntegrityCheck } from '../model.ts';
import { finding } from '../said.ts';
import type { PackTrouble } from './open.ts';

/** `restic check` as wished; undefined where none is. */
export function checkArguments({ structure, data }: CheckWish): readonly string[] | undefined {
  if (data === 'none') return structure ? ['check', '--json'] : undefined;
  return ['check', '--json', data === 'all' ? '--read-data' : `--read-data-subset=${data.part}/${data.of}`];
}

/** Since 0.18 what goes wrong is JSON on stderr; its message is what the truth table knows. */
export function plainLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { message, error } = JSON.parse(line);
    const said = message ?? error?.message ?? error;
    return typeof said === 'string' ? said : line;
  } catch {
    return line;
  }
}

/** The summary of `check --json` since 0.18. */
export function summaryOf({ out }: ToolAnswer): readonly CatalogueFinding[] {
  const line = linesOf(out).find((each) => each.includes('"message_type":"summary"'));
  const errors = Number(/"num_errors":(\d+)/.exec(line ?? '')?.[1] ?? 0);
  return errors === 0 ? [] : [finding('damaged', 'fail', line ?? '')];
}

/** It passed only when it says so; a code of 0 alone is no proof, and what could not be told is no check at all. */
export function checksOf(
  check: ToolAnswer,
  findings: readonly CatalogueFinding[],
  { data }: CheckWish,
  at: EpochMs,
): readonly IntegrityCheck[] {
  if (!check.ran || findings.some(({ weight }) => weight === 'unknown')) return [];
  const saysSo = /no errors were found|"num_errors":0/.test(check.out);
  const ok = check.code === 0 && saysSo && findings.length === 0;
  const structure: IntegrityCheck = { kind: 'structure', share: 0, at, ok };
  if (data === 'none') return [structure];
  return [structure, { kind: 'data', share: data === 'all' ? 1 : 1 / data.of, at, ok }];
}

/** Packs that the tool's words call missing, damaged or closed to it, in full. */
export function packsIn(said: string, known: readonly string[]): ReadonlyMap<string, PackTrouble> {
  const found = new Map<string, PackTrouble>();
  for (const line of linesOf(said).map(plainLine)) {
    const isRetry = line.startsWith('Load(<data/');
    const trouble = /does not exist|no such file/.test(line)
      ? 'missing'
      : /permission denied/.test(line)
        ? 'unreadable'
        : 'cut';
    // What went well when it was tried again is no trouble.
    if (isRetry && trouble === 'cut') continue;
    if (!isRetry && !/^pack |Pack ID does not match|does not exist|failed to download/.test(line)) continue;
    const named = /(?:want |[Pp]ack |<data\/)([0-9a-f]{8,64})/.exec(line)?.[1];
    const pack = named === undefined ? undefined : known.find((id) => id.startsWith(named));
    if (pack !== undefined) found.set(pack, trouble);
  }
  return found;
}
