import { type Clock, type EpochMs, errorText, type languages, message, render } from '../../core/index.ts';
import type { AlertmanagerSettings } from '../../inventory/index.ts';
import { ownSource } from '../foreign/model.ts';
import type { Incident } from '../incident.ts';
import { incidentTexts } from '../incident-texts.ts';
import type { Channel, PageToSend, SendResult } from '../paging/model.ts';
import { attemptPost } from '../webhook/attempt.ts';

/** An alert that nobody sends again is over for the Alertmanager after so long; open ones are sent again each minute. */
const goodForMs = 5 * 60_000;

/**
 * Alerts for a Prometheus Alertmanager (API v2). It forgets everything when it restarts, and takes what is silent for resolved: so open
 * incidents are sent again and again (`renew`), which it tells from a new alert by its labels.
 */
export function openAlertmanager(settings: AlertmanagerSettings, clock: Clock): Channel {
  const { id, url, timeoutSeconds } = settings;
  const post = async (pages: readonly PageToSend[], signal: AbortSignal): Promise<SendResult> => {
    const outcome = await attemptPost({
      url: `${url}/api/v2/alerts`,
      body: JSON.stringify(pages.map((page) => alertOf(page, clock.now()))),
      headers: { 'content-type': 'application/json', 'user-agent': 'Fangzhou' },
      timeoutMs: timeoutSeconds * 1_000,
      ...{ clock, signal },
    });
    if (outcome.delivered) return { outcome: 'delivered' };
    return { outcome: outcome.retry ? 'failed' : 'refused', detail: outcome.detail };
  };
  return {
    id,
    kind: 'alertmanager',
    send: (page, signal) => post([page], signal),
    async renew(pages, signal) {
      if (pages.length > 0) await post(pages, signal);
    },
    async check(signal) {
      try {
        const answer = await fetch(`${url}/-/ready`, { redirect: 'manual', signal });
        await answer.body?.cancel();
        if (answer.ok) return { state: 'good', reason: message('alerts.channel.alertmanager.good') };
        return { state: 'bad', reason: message('alerts.channel.alertmanager.bad', { detail: String(answer.status) }) };
      } catch (thrown) {
        const detail = errorText(thrown).slice(0, 100);
        return { state: 'bad', reason: message('alerts.channel.alertmanager.bad', { detail }) };
      }
    },
    close() {},
  };
}

/** Labels say which incident it is and do not change with it, but for its severity, by which alerts are routed. */
function alertOf({ page, incident, severity, incidentUrl }: PageToSend, now: EpochMs): object {
  const { condition, root, firstSeenAt, clearedAt, acknowledged } = incident;
  const isTest = page.event === 'test';
  const endsAt = clearedAt ?? (isTest ? now + 60_000 : now + goodForMs);
  return {
    labels: {
      alertname: isTest ? 'FangzhouTest' : condition,
      source: ownSource,
      incident: incident.id,
      severity,
      root: `${root.kind} ${root.id}`,
    },
    annotations: { ...texts(incident), ...(acknowledged === undefined ? {} : { acknowledged_by: acknowledged.by }) },
    startsAt: new Date(firstSeenAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    ...(incidentUrl === undefined ? {} : { generatorURL: incidentUrl }),
  };
}

function texts({ summary, remedy }: Incident): Readonly<Record<string, string>> {
  const of = (language: (typeof languages)[number], suffix: string) => ({
    [`summary${suffix}`]: render(incidentTexts[language], summary),
    [`description${suffix}`]: render(incidentTexts[language], remedy),
  });
  return { ...of('zh-CN', ''), ...of('en', '_en') };
}
