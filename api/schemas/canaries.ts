import { Type } from '@fastify/type-provider-typebox';
import { probeProtocols } from '../../audit/index.ts';
import type { WireCanaries, WireOuter, WireOuterImport, WireOuterSwitch } from '../wire-canaries.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

const sentinel = closed({
  id,
  importedAt: orNull(time),
  records: count,
  upTo: orNull(time),
  heard: count,
  reached: count,
});

export const outerSwitch = Type.Unsafe<WireOuterSwitch>(
  closed({ name: text, at: time, importedAt: time, stations: count }),
);

export const outer = Type.Unsafe<WireOuter>(
  closed({ at: time, sentinels: Type.Array(sentinel), switches: Type.Array(outerSwitch) }),
);

export const outerImport = Type.Unsafe<WireOuterImport>(closed({ sentinel, newNotes: count, newHeard: count }));

export const canaries = Type.Unsafe<WireCanaries>(
  closed({
    at: time,
    declared: Type.Boolean({ description: 'Whether targets outside are declared; without them nothing is ever sent' }),
    running: Type.Boolean({ description: 'A round is under way' }),
    newest: Type.Array(
      closed({
        placeId: id,
        protocol: words(probeProtocols),
        target: text,
        at: time,
        outcome: words(
          ['blocked', 'leaked', 'lead', 'not-run'] as const,
          'leaked: an answer that only the outside can give; lead: somebody answered whom nobody declared',
        ),
        detail: messageText,
        control: closed({ target: text, outcome: words(['reached', 'failed', 'not-run'] as const) }),
        heard: Type.Boolean({ description: 'A sentinel noted that it arrived there' }),
        record: Type.Integer({ minimum: -1, description: 'Ledger record of the commitment; -1 where it is unknown' }),
      }),
    ),
  }),
);
