import { expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import { canonicalJson } from '../../ledger/index.ts';
import type { ElementState } from '../state/model.ts';
import { changeRecord } from './change.ts';

const state: ElementState = {
  kind: 'link',
  id: 'F23',
  state: 'down',
  reason: message('audit.link.both-down', { a: 'x' }),
  since: 1_000,
  observedAt: 2_000,
  evidence: [{ deviceId: 'utm', what: 'wan1 operStatus', value: 'down\ud800', at: 2_000 }],
  behind: [{ kind: 'device', id: 'agg' }],
};

it('records a change with what it rests on, sealed, in JSON that can be canonical whatever a device said', () => {
  const record = changeRecord({ before: { ...state, state: 'up' }, after: state });
  expect(record).toMatchObject({
    kind: 'state-change',
    subject: 'link F23',
    sealed: true,
    body: { before: 'up', state: 'down', since: '1970-01-01T00:00:01.000Z', behind: ['device agg'] },
  });
  expect(canonicalJson(record?.body)).toContain('operStatus');
});

it('leaves out first sights and ports', () => {
  expect(changeRecord({ before: undefined, after: state })).toBeUndefined();
  const port = { ...state, kind: 'interface', id: 'utm/wan1' } as const;
  expect(changeRecord({ before: port, after: port })).toBeUndefined();
});
