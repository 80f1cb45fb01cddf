import type { ToolAnswer } from './access/run-tool.ts';
import { backupBounds } from './limits.ts';
import type { BackupTool, CatalogueFinding } from './model.ts';
import { finding, scrubbed } from './said.ts';
import { holds, truthTable } from './truth.ts';

/**
 * What a call of a tool tells beside its answer: one finding for each kind of trouble and snapshot, with the tool's words. Every line
 * on stderr counts; one that no row of the truth table knows is `unknown-code`, and so is an exit code that nothing explains.
 */
export function classify({
  tool,
  version,
  command,
  answer,
  lines,
}: {
  readonly tool: BackupTool;
  readonly version: string | undefined;
  readonly command: 'list' | 'check';
  readonly answer: ToolAnswer;
  /** What is read as its words; its stderr when absent. */
  readonly lines?: readonly string[];
}): readonly CatalogueFinding[] {
  const known = truthTable.filter((row) => holds(row, tool, version, command));
  const found = new Map<string, CatalogueFinding>();
  const add = (each: CatalogueFinding): void => {
    const key = `${each.reason} ${each.snapshotId ?? ''} ${each.weight}`;
    const before = found.get(key);
    if (before === undefined) {
      if (found.size < backupBounds.findings) found.set(key, each);
    } else if (before.said.length < backupBounds.saidCharacters) {
      found.set(key, { ...before, said: scrubbed(`${before.said} | ${each.said}`) });
    }
  };
  for (const line of lines ?? linesOf(answer.err)) {
    const row = known.find(({ says }) => says?.test(line) === true);
    if (row === undefined) {
      // Of a call that came to nothing the reason is known already.
      if (answer.ran) add(finding('unknown-code', 'unknown', line));
    } else if (row.reason !== 'fine') {
      const snapshotId = row.snapshot?.exec(line)?.[1];
      add(finding(row.reason, row.weight, line, { snapshotId }));
    }
  }
  if (!answer.ran) add(finding(answer.why, 'unknown', answer.err));
  else if (answer.code !== 0 && found.size === 0) {
    const row = known.find(({ code, says }) => says === undefined && code === answer.code);
    const said = `exit code ${answer.code}: ${answer.err}`;
    if (row === undefined || row.reason === 'fine') add(finding('unknown-code', 'unknown', said));
    else add(finding(row.reason, row.weight, said));
  }
  return settled([...found.values()]);
}

/** "Contains errors" and its like say nothing when an error was named already; nor does a nameless line beside a known one. */
function settled(findings: readonly CatalogueFinding[]): readonly CatalogueFinding[] {
  const exact = findings.some(({ reason }) => !['damaged', 'unknown-code'].includes(reason));
  // What cannot be read is missing from a rebuilt index too.
  const isDamage = findings.some(({ reason }) => reason === 'pack-damaged');
  return findings.filter(
    ({ reason, said }) =>
      !(exact && reason === 'damaged') &&
      !(isDamage && reason === 'pack-missing' && said.includes('Index object count')),
  );
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** The same troubles of several calls, each once. */
export function mergeFindings(...lists: readonly (readonly CatalogueFinding[])[]): readonly CatalogueFinding[] {
  const merged = new Map<string, CatalogueFinding>();
  for (const each of lists.flat()) {
    const key = `${each.reason} ${each.snapshotId ?? ''}`;
    const before = merged.get(key);
    if (before === undefined) {
      if (merged.size < backupBounds.findings) merged.set(key, each);
    } else if (!before.said.includes(each.said))
      merged.set(key, { ...before, said: scrubbed(`${before.said} | ${each.said}`) });
  }
  return settled([...merged.values()]);
}
