import type { WireMe } from '../../../../api/wire.ts';
import { useStore } from '../state/store.ts';
import { entry } from './session.ts';

const may = {
  operate: ['admin', 'approver', 'operator'],
  approve: ['admin', 'approver'],
  administer: ['admin'],
} as const satisfies Readonly<Record<string, readonly WireMe['role'][]>>;

/** Whether who is logged in may do it; the server decides, this only hides what would be refused. */
export function useMay(right: keyof typeof may): boolean {
  const role = useStore(entry, (who) => (who.word === 'in' ? who.me.role : undefined));
  return (may[right] as readonly (WireMe['role'] | undefined)[]).includes(role);
}
