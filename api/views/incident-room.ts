import type { IncidentRoom, RoomEntry, RoomStatistics } from '../../alerts/index.ts';
import type { WireRoom, WireRoomEntry, WireRoomStatistics } from '../wire-room.ts';
import { isoTime } from './element.ts';
import { wireIncident } from './incidents.ts';

const secondsOf = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1_000);

export function wireRoom({ entries, left, times, ofCondition, ofAll, similar }: IncidentRoom): WireRoom {
  return {
    entries: entries.map(wireEntry),
    left,
    times: {
      detectSeconds: times.detectMs / 1_000,
      pageSeconds: secondsOf(times.pageMs),
      acknowledgeSeconds: secondsOf(times.acknowledgeMs),
      resolveSeconds: secondsOf(times.resolveMs),
    },
    ofCondition: wireStatistics(ofCondition),
    ofAll: wireStatistics(ofAll),
    similar: similar.map(({ incident, why, notes }) => ({ why, notes, incident: wireIncident(incident) })),
  };
}

function wireEntry({ at, kind, what, before, element, by, channelId, note, text }: RoomEntry): WireRoomEntry {
  return {
    ...{ at: isoTime(at), kind, what },
    before: before ?? null,
    element: element ?? null,
    by: by ?? null,
    channelId: channelId ?? null,
    note: note ?? null,
    text: text ?? null,
  };
}

function wireStatistics({ from, count, open, unanswered, mttaMs, mttrMs }: RoomStatistics): WireRoomStatistics {
  return {
    ...{ from: isoTime(from), count, open, unanswered },
    mttaSeconds: secondsOf(mttaMs),
    mttrSeconds: secondsOf(mttrMs),
  };
}
