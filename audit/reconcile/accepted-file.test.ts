import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import { acceptedText } from './accepted-file.ts';
import type { Finding } from './model.ts';

const finding: Finding = {
  id: 'moved-cable-1',
  kind: 'moved-cable',
  subject: 'F1',
  element: { kind: 'link', id: 'F1' },
  declared: 'agg/ge-1',
  observed: 'agg/ge-3',
  against: 'inventory',
  evidence: [],
  changes: [],
  status: 'accepted',
  firstSeenAt: 0,
  lastSeenAt: 0,
  clearedAt: 0,
  decision: { verdict: 'accepted', by: 'admin', reason: '=HYPERLINK("x"), 扩容\n第二行', at: 0 },
};

it('the list of accepted changes is a CSV file without formulas, and holds only what is left to do', () => {
  const rows = [
    { file: 'links.csv', line: 3, before: 'F1,ge-1', after: 'F1,ge-3', notes: [] },
    { file: 'links.csv', line: 4, before: 'done', after: 'done', notes: [] },
    { file: 'terminals.csv', line: 0, before: '', after: ',east', notes: [message('a'), message('b')] },
  ];
  const text = acceptedText([{ finding, rows }], ({ key }) => key);
  const read: Record<string, string>[] = parse(text, { columns: true, bom: true });
  expect(read.map(({ file, line, after, note }) => [file, line, after, note])).toEqual([
    ['links.csv', '3', 'F1,ge-3', ''],
    ['terminals.csv', 'new', ',east', 'a; b'],
  ]);
  expect(read[0]?.reason).toBe('\'=HYPERLINK("x"), 扩容\n第二行');
  expect(acceptedText([], ({ key }) => key)).toBe(
    '\ufeffaccepted_at,by,reason,finding,declared,observed,file,line,before,after,note\r\n',
  );
});
