/** Run by drill.test.ts inside a network namespace: the canaries of a city, one drill from begin to end, printed as one JSON document. */
import { createApprovals } from '../../audit/index.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { openCanaries } from './canaries.ts';

const [source = '', minutes = '1'] = process.argv.slice(2);
const read = await loadInventory({ source, env: process.env });
if (!read.ok) throw new Error(JSON.stringify(read.mistakes[0]));
const records: NewRecord[] = [];
const ledger = {
  append: (record: NewRecord) => void records.push(record),
  flush: async () => {},
  sign: async () => {},
  records: async () => ({ records: [], next: undefined }),
};
const store = createFakeStore({ kinds: [], clock: systemClock });
const approvals = createApprovals({ store, ledger, clock: systemClock });
const canaries = await openCanaries({
  inventory: () => read.value,
  store,
  approvals,
  ledger: ledger as never,
  clock: systemClock,
  log: silentLog,
  onChanged: () => {},
});
await approvals.start();
const asked = canaries.drills.propose(
  { targetId: 's1', permission: 'p', minutes: Number(minutes) },
  { user: 'li', role: 'operator' },
);
if (!asked.ok) throw new Error(asked.reason.key);
const second = { user: 'wang', role: 'approver' };
const begun = approvals.decide({ id: asked.proposal.id, verdict: 'approve', by: second, note: '' });
if (!begun.ok) throw new Error(begun.reason.key);
approvals.close();
while (canaries.drills.list()[0]?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 200));
const judged = canaries.additions('jintan-dc').probes ?? [];
const whats = records
  .map(({ body }) => (body as { readonly what: string }).what)
  .filter((what) => !['proposed', 'approved'].includes(what));
process.stdout.write(`${JSON.stringify({ drill: canaries.drills.list()[0], judged, whats })}\n`);
