import { type Message, message } from '../../../core/index.ts';
import { clauseOf } from '../catalogue.ts';
import type { ClauseResult } from '../model.ts';
import type { Words } from '../words.ts';
import type { BackupAccount, SetFigures, ShownVerdict } from './figures.ts';

/**
 * Local backup and restore, a copy elsewhere, and the audit of recovery. None passes by a listing alone: a restore that went well
 * is wanted, and that a copy elsewhere is made at once nobody here can show.
 */
export function backupClauses({ sets }: BackupAccount, words: Words): readonly ClauseResult[] {
  const figures = sets.map((set) => set.figures);
  const count = (of: (figures: SetFigures) => boolean): number => figures.filter(of).length;
  const total = sets.length;
  const covered = sets.filter(({ verdict }) => verdict === 'pass').length;
  const uncovered = sets.filter(({ verdict }) => verdict === 'fail').length;
  const proven = count((each) => each.proven === true);
  const unproven = count((each) => each.proven === false);
  const offsite = count((each) => each.rule.offsite === true);
  const here = count((each) => each.rule.offsite === false);
  const restored = worst(unproven, proven, total);
  const result = (number: string, verdict: ShownVerdict, how: Message): ClauseResult => {
    const { id, title } = clauseOf(number);
    return { id, number, title: title[words.language], verdict, how: words.tell(how) };
  };
  const local = uncovered > 0 ? 'fail' : covered === total ? restored : 'unknown';
  return [
    result('8.1.4.9 a)', local, message('report.clause.backup.local', { covered, proven, total })),
    result('8.1.4.9 b)', here > 0 ? 'fail' : 'unknown', message('report.clause.backup.offsite', { offsite, total })),
    result('GB/T 20988-2025 8.5', restored, message('report.clause.backup.proven', { proven, unproven, total })),
  ];
}

function worst(bad: number, good: number, total: number): ShownVerdict {
  if (bad > 0) return 'fail';
  return total > 0 && good === total ? 'pass' : 'unknown';
}
