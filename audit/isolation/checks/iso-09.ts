import { message } from '../../../core/index.ts';
import { insideOf } from '../inside.ts';
import type { IsolationCheck } from '../model.ts';
import { foundAt, severityOutside } from './found.ts';
import { tableCheck } from './table-check.ts';

/** ISO-09: a UTM or router translates addresses for, or has a session with, somebody outside. */
export const iso09: IsolationCheck = tableCheck({
  id: 'ISO-09',
  severity: 'S1',
  clauses: ['8.1.3.2 a)', '8.1.3.2 b)', '8.1.3.2 d)'],
  about: ({ device }) => device.kind === 'utm' || device.kind === 'router',
  needs: () => ['translations'],
  look: ({ deviceId, translations }, { declaration }) =>
    translations.rows.flatMap(({ inside, outside, peer, source }) => {
      const { sideOf } = insideOf(declaration);
      const [worst] = [peer, outside, inside]
        .flatMap((address) => {
          const severity = address === undefined ? undefined : severityOutside(sideOf(address));
          return address === undefined || severity === undefined ? [] : [{ address, severity }];
        })
        .sort((one, other) => (one.severity < other.severity ? -1 : one.severity > other.severity ? 1 : 0));
      if (worst === undefined) return [];
      const text = message('isolation.ISO-09.outside', { inside: inside ?? '-', address: worst.address });
      const value = [inside, outside, peer].map((address) => address ?? '-').join(' ');
      return [foundAt(deviceId, { ...source, value }, worst.severity, text)];
    }),
});
