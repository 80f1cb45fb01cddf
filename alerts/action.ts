import { type EpochMs, type Message, message } from '../core/index.ts';
import type { Incident, IncidentEvent } from './incident.ts';
import { bounds } from './settings.ts';

/** What a person does to an incident: who, and in which words (which may be empty). */
export interface Action {
  readonly id: string;
  readonly by: string;
  readonly note: string;
}

/** `note`: what somebody has to say; `action`: what somebody did about it. */
export type ActionWord = 'acknowledged' | 'note' | 'action';

/** What an action gave: the incident, or why it was refused. */
export type ActionResult =
  | { readonly ok: true; readonly incident: Incident }
  | { readonly ok: false; readonly reason: Message };

/** Why an action cannot be done; undefined when it can. */
export function refusal(known: Incident | undefined, action: Action, what: ActionWord): Message | undefined {
  const by = action.by.trim();
  if (known === undefined) return message('alerts.action.unknown', { incident: action.id });
  if (by === '' || by.length > bounds.nameCharacters)
    return message('alerts.action.name', { most: bounds.nameCharacters });
  if (action.note.trim().length > bounds.noteCharacters) {
    return message('alerts.action.note-too-long', { most: bounds.noteCharacters });
  }
  if (what === 'acknowledged' && known.status === 'cleared') {
    return message('alerts.action.cleared', { incident: action.id });
  }
  return undefined;
}

/** The event and the changed fields of an action that was not refused. */
export function effectOf(
  action: Action,
  what: ActionWord,
  at: EpochMs,
): { readonly patch: Partial<Omit<Incident, 'id' | 'history'>>; readonly event: IncidentEvent } {
  const by = action.by.trim();
  const note = action.note.trim();
  const patch = what === 'acknowledged' ? { status: 'acknowledged' as const, acknowledged: { by, at, note } } : {};
  return { patch, event: { at, what, by, ...(note === '' ? {} : { note }) } };
}
