import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Terminal } from '../../inventory/index.ts';
import { takeDeclared } from './declared.ts';
import { identitiesOf, Latch } from './latch.ts';
import type { CustodyEntry } from './model.ts';
import { terminal } from './stage.fake.ts';

const mac = fc.integer({ min: 1, max: 6 }).map((n) => `02:00:00:00:00:0${n}`);
const disk = fc.integer({ min: 1, max: 4 }).map((n) => `D${n}`);
const declared: fc.Arbitrary<readonly Terminal[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 5 }),
      network: fc.constantFrom('inner' as const, 'outer' as const),
      mac,
      diskSerials: fc.uniqueArray(disk, { maxLength: 2 }),
    }),
    { selector: ({ id }) => id, maxLength: 5 },
  )
  .map((all) => all.map(({ id, ...change }) => terminal(`t${id}`, change)));

it('whatever inventories come one after the other, nothing that was inner passes as outer, and nothing else is held', () => {
  fc.assert(
    fc.property(fc.array(declared, { minLength: 1, maxLength: 12 }), (inventories) => {
      let entries: ReadonlyMap<string, CustodyEntry> = new Map();
      const innerOnce = new Set<string>();
      const innerAssets = new Set<string>();
      for (const [now, terminals] of inventories.entries()) {
        ({ entries } = takeDeclared(entries, terminals, now));
        for (const { id, network, mac: own, diskSerials = [] } of terminals) {
          if (network === 'outer') continue;
          innerAssets.add(id);
          for (const identity of identitiesOf({ macs: [own], diskSerials })) innerOnce.add(identity);
        }
        const latch = new Latch();
        // As after a restart: all that is known is what the entries remember.
        for (const entry of entries.values()) latch.remember(JSON.parse(JSON.stringify(entry)) as CustodyEntry);
        for (const entry of entries.values()) {
          const held = innerAssets.has(entry.terminalId) || identitiesOf(entry).some((each) => innerOnce.has(each));
          expect([entry.terminalId, latch.innerBefore(entry) !== undefined]).toEqual([entry.terminalId, held]);
        }
      }
    }),
  );
});
