import type { ForeignPort } from '../ports.ts';
import { familyText, labelText } from './text.ts';

/** Alerts that an Alertmanager sent: how many are open, were taken, found no room or were not repeated; messages that were refused. */
export function* foreignText(port: ForeignPort | undefined): Generator<string> {
  if (port === undefined) return;
  const { open, taken, own, beyond, silent, refused, heardAt } = port.standing();
  // Nobody sends anything here.
  if (heardAt === undefined && Object.keys(refused).length === 0 && open === 0) return;
  const name = 'fangzhou_alertmanager';
  yield familyText(`${name}_alerts_open`, 'gauge', 'Alerts of an Alertmanager that are open', [['', open]]);
  yield familyText(`${name}_alerts_total`, 'counter', 'Alerts taken, firing and over', [['', taken]]);
  yield familyText(`${name}_alerts_own_total`, 'counter', 'Own alerts that came back', [['', own]]);
  yield familyText(`${name}_alerts_beyond_total`, 'counter', 'Alerts that found no room', [['', beyond]]);
  yield familyText(`${name}_alerts_silent_total`, 'counter', 'Alerts over because nobody repeated them', [
    ['', silent],
  ]);
  const lines = Object.entries(refused).map(([reason, count]) => [labelText({ reason }), count] as const);
  yield familyText(`${name}_messages_refused_total`, 'counter', 'Messages refused, by reason', lines);
}
