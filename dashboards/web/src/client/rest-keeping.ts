import type { WirePage } from '../../../../api/wire.ts';
import type {
  WireKeeping,
  WireNetwork,
  WireOpenItem,
  WireProposal,
  WireScanFile,
  WireScanOutcome,
  WireStepWish,
  WireStockTake,
  WireStockTakeDetail,
  WireTerminal,
  WireTerminalDetail,
} from '../../../../api/wire-keeping.ts';
import type { WireNewUser, WireUser } from '../../../../api/wire-users.ts';
import { ask, type Query } from './rest.ts';

const part = encodeURIComponent;

/** The requests of the register of terminals and of what stands around it. */
export const keepingRest = {
  counts: () => ask<WireKeeping>('GET', '/keeping'),
  terminals: (query: Query) => ask<WirePage<WireTerminal>>('GET', '/terminals', { query }),
  terminal: (id: string) => ask<WireTerminalDetail>('GET', `/terminals/${part(id)}`),
  proposeStep: (id: string, wish: WireStepWish) =>
    ask<WireProposal>('POST', `/terminals/${part(id)}/steps`, { body: wish }),
  approvals: (query: Query) => ask<WirePage<WireProposal>>('GET', '/approvals', { query }),
  decide: (id: string, verdict: 'approve' | 'reject' | 'withdraw', note: string) =>
    ask<WireProposal>('POST', `/approvals/${part(id)}/${verdict}`, { body: { note } }),
  stockTakes: (query: Query) => ask<WirePage<WireStockTake>>('GET', '/stock-takes', { query }),
  stockTake: (id: string) => ask<WireStockTakeDetail>('GET', `/stock-takes/${part(id)}`),
  beginStockTake: (place: string) => ask<WireStockTake>('POST', '/stock-takes', { body: { place } }),
  scan: (id: string, code: string, source: 'scanner' | 'camera' | 'typed', network: WireNetwork | '') =>
    ask<WireScanOutcome>('POST', `/stock-takes/${part(id)}/scans`, {
      body: { code, source, ...(network === '' ? {} : { network }) },
    }),
  unscan: (id: string, code: string) =>
    ask<WireStockTakeDetail>('DELETE', `/stock-takes/${part(id)}/scans/${part(code)}`),
  scanFile: (id: string, name: string, content: string) =>
    ask<WireScanFile>('POST', `/stock-takes/${part(id)}/file`, { body: { name, content } }),
  finishStockTake: (id: string, note: string) =>
    ask<WireProposal>('POST', `/stock-takes/${part(id)}/finish`, { body: { note } }),
  abandonStockTake: (id: string, reason: string) =>
    ask<WireStockTake>('POST', `/stock-takes/${part(id)}/abandon`, { body: { reason } }),
  openItems: (query: Query) => ask<WirePage<WireOpenItem>>('GET', '/open-items', { query }),
  openItem: (body: {
    readonly place: string;
    readonly title: string;
    readonly severity: WireOpenItem['severity'];
    readonly responsible: string;
    readonly dueAt: string;
  }) => ask<WireOpenItem>('POST', '/open-items', { body }),
  actOnItem: (id: string, action: 'answer' | 'assign' | 'postpone' | 'close', body: object) =>
    ask<WireOpenItem>('POST', `/open-items/${part(id)}/${action}`, { body }),
  users: () => ask<readonly WireUser[]>('GET', '/users'),
  addUser: (name: string, role: WireUser['role']) => ask<WireNewUser>('POST', '/users', { body: { name, role } }),
  renewUser: (name: string, role?: WireUser['role']) =>
    ask<WireNewUser>('POST', `/users/${part(name)}/renew`, { body: role === undefined ? {} : { role } }),
  removeUser: (name: string) => ask<void>('DELETE', `/users/${part(name)}`),
};
