import type { WirePage } from '../../../../api/wire.ts';
import type {
  WireDrillCalendar,
  WireDrillProcedure,
  WireDryRun,
  WirePairDrill,
  WirePairDrillDetail,
} from '../../../../api/wire-drills.ts';
import type { WireHandbook, WireHandbookPage } from '../../../../api/wire-handbook.ts';
import { ask, type Query } from './rest.ts';

const part = encodeURIComponent;

export interface DrillWish {
  readonly pairId: string;
  readonly procedureId: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}
export type DrillVerb = 'propose' | 'cancel' | 'begin' | 'confirm' | 'stop';
export type FallBackChoice = 'command' | 'done' | 'leave';

/** The requests of drills and of the emergency handbook. */
export const drillsRest = {
  drills: (query: Query) => ask<WirePage<WirePairDrill>>('GET', '/drills', { query }),
  drill: (id: string) => ask<WirePairDrillDetail>('GET', `/drills/${part(id)}`),
  procedures: (pair: string) => ask<readonly WireDrillProcedure[]>('GET', '/drills/procedures', { query: { pair } }),
  calendar: () => ask<WireDrillCalendar>('GET', '/drills/calendar'),
  plan: (wish: DrillWish) => ask<WirePairDrillDetail>('POST', '/drills', { body: wish }),
  dryRun: (pairId: string, procedureId: string) =>
    ask<WireDryRun>('POST', '/drills/dry-run', { body: { pairId, procedureId } }),
  act: (id: string, verb: DrillVerb, note: string) =>
    ask<WirePairDrillDetail>('POST', `/drills/${part(id)}/${verb}`, { body: note === '' ? {} : { note } }),
  fallBack: (id: string, choice: FallBackChoice, note: string) =>
    ask<WirePairDrillDetail>('POST', `/drills/${part(id)}/fall-back`, {
      body: note === '' ? { choice } : { choice, note },
    }),
  handbook: (language: string) => ask<WireHandbook>('GET', '/handbook', { query: { language } }),
  handbookPage: (id: string, language: string) =>
    ask<WireHandbookPage>('GET', `/handbook/pairs/${part(id)}`, { query: { language } }),
};
