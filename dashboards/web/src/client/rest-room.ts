import type { WireIncidentDetail } from '../../../../api/wire.ts';
import type { WireRoom } from '../../../../api/wire-room.ts';
import { ask } from './rest.ts';

const at = (id: string): string => `/incidents/${encodeURIComponent(id)}`;

/** The requests of an incident's room. */
export const roomRest = {
  room: (id: string) => ask<WireRoom>('GET', `${at(id)}/room`),
  write: (id: string, what: 'note' | 'action', note: string) =>
    ask<WireIncidentDetail>('POST', `${at(id)}/${what}`, { body: { note } }),
  reportUrl: (id: string, language: string) => `/api/v1${at(id)}/report?language=${language}`,
};
