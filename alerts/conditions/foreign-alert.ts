import type { ElementRef } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { AlertmanagerInletSettings } from '../../inventory/index.ts';
import { type ForeignAlert, foreignLimits } from '../foreign/model.ts';
import { plain } from '../foreign/payload.ts';
import type { Incident, Severity } from '../incident.ts';
import type { Finding } from './finding.ts';

/** An alert of another system: it opens with the first message, and is over when that system says so. */
export function foreignAlert(
  alert: ForeignAlert,
  root: ElementRef,
  settings: Pick<AlertmanagerInletSettings, 'severities' | 'otherwise'>,
  at: EpochMs,
): Finding {
  const { name, annotations, labels, isFiring } = alert;
  const text = annotations.get('summary') ?? annotations.get('message') ?? annotations.get('description') ?? '';
  const advice = annotations.get('description') ?? annotations.get('runbook_url') ?? '';
  const { summaryCharacters, descriptionCharacters, shownLabels } = foreignLimits;
  return {
    ...{ condition: 'foreign-alert', root, ...foreignNames(alert), reading: isFiring ? 'bad' : 'good', at },
    ...{ raiseAfter: 1, clearAfter: 1, severity: foreignSeverity(labels.get('severity'), settings) },
    summary: message('alerts.foreign-alert.summary', { name, text: plain(text, summaryCharacters) || name }),
    remedy:
      advice === ''
        ? message('alerts.foreign-alert.remedy', { name })
        : message('alerts.foreign-alert.advice', { text: plain(advice, descriptionCharacters) }),
    details: [...labels].slice(0, shownLabels).map(([label, value]) => ({
      text: message('alerts.foreign-alert.label', { label }),
      value,
    })),
  };
}

/** By what its incident is known, also after a restart. */
export function foreignNames({ id, name }: Pick<ForeignAlert, 'id' | 'name'>): {
  readonly source: string;
  readonly topic: string;
} {
  return { source: `alertmanager ${id}`, topic: `${name} ${id.slice(0, 8)}` };
}

/** As the settings say, else by the words that rules usually have; a word that nobody knows is not taken for a mild one. */
export function foreignSeverity(
  word: string | undefined,
  { severities, otherwise }: Pick<AlertmanagerInletSettings, 'severities' | 'otherwise'>,
): Severity {
  const said = (word ?? '').toLowerCase();
  return severities.get(said) ?? usual[said] ?? otherwise;
}

const usual: Readonly<Partial<Record<string, Severity>>> = Object.assign(Object.create(null), {
  ...{ critical: 'critical', emergency: 'critical', fatal: 'critical', disaster: 'critical', page: 'critical' },
  ...{ major: 'major', error: 'major', high: 'major', average: 'major' },
  ...{ minor: 'minor', warning: 'minor', warn: 'minor', low: 'minor' },
  ...{ info: 'info', information: 'info', notice: 'info', none: 'info', debug: 'info' },
});

/** More alerts are open than are kept: one incident of the city, until there is room again. */
export function foreignOverflow(cityId: string, beyond: number, at: EpochMs): Finding {
  return {
    ...{ condition: 'foreign-alert', source: 'alertmanager overflow', topic: 'overflow' },
    root: { kind: 'district', id: cityId },
    ...{ reading: beyond > 0 ? 'bad' : 'good', at, raiseAfter: 1, clearAfter: 1, severity: 'major' },
    summary: message('alerts.foreign-alert.overflow.summary', { most: foreignLimits.open }),
    remedy: message('alerts.foreign-alert.overflow.remedy'),
  };
}

/** Open incidents of alerts that nobody repeated in time. */
export function silentForeign<One extends { readonly incident: Incident }>(
  open: readonly One[],
  silent: ReadonlySet<string>,
): readonly One[] {
  return open.filter(({ incident: { condition, topic = '' } }) => condition === 'foreign-alert' && silent.has(topic));
}
