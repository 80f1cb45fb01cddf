import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Clock, errorText, message, wallTime } from '../../../core/index.ts';
import type { PrinterSettings } from '../../../inventory/index.ts';
import type { Channel, PageToSend, SendResult } from '../../paging/model.ts';
import { type IppAnswer, type IppAttribute, ippRequest, operations, readIpp } from './ipp.ts';
import { drawSheet } from './sheet.ts';

/** RFC 8011, 5.3.7: what becomes of a job. */
const jobStates = { canceled: 7, aborted: 8, completed: 9 } as const;
const printerStopped = 5;
const lookEveryMs = 500;
const mostOctets = 1_000_000;

/**
 * A printer by IPP: one sheet for each page. Delivered: the printer says that the job is completed; sent: it took the job and prints it later, as
 * one without paper does.
 */
export function openPrinter(settings: PrinterSettings, clock: Clock, timeZone: string): Channel {
  let requestId = 0;
  const ask = (operation: number, attributes: readonly IppAttribute[], signal: AbortSignal, document?: Buffer) => {
    requestId += 1;
    const target: IppAttribute = ['uri', 'printer-uri', settings.url];
    return post(settings, ippRequest(operation, requestId, [target, ...attributes], document), signal);
  };
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(lookEveryMs, resolve);
      signal.addEventListener('abort', () => [cancel(), resolve()], { once: true });
    });

  const print = async (page: PageToSend, signal: AbortSignal): Promise<SendResult> => {
    const { subject, body, at } = page;
    const document = await drawSheet({ subject, body, at: `${wallTime(at, timeZone)} (${timeZone})` }, signal);
    const answer = await ask(
      operations.printJob,
      [
        ['name', 'requesting-user-name', 'fangzhou'],
        ['name', 'job-name', `${page.page.incidentId} ${page.page.event}`.slice(0, 200)],
        ['mime', 'document-format', 'application/pdf'],
      ],
      signal,
      document,
    );
    if (answer.status >= 0x0100)
      return { outcome: answer.status < 0x0500 ? 'refused' : 'failed', detail: `IPP 0x${answer.status.toString(16)}` };
    const job = Number(answer.attributes.get('job-id')?.[0]);
    const taken: SendResult = { outcome: 'sent', reference: String(job) };
    while (Number.isSafeInteger(job) && !signal.aborted) {
      const state = await ask(operations.jobAttributes, [['integer', 'job-id', job]], signal)
        .then(({ attributes }) => attributes.get('job-state')?.[0])
        .catch(() => undefined);
      if (state === jobStates.completed) return { ...taken, outcome: 'delivered' };
      if (state === jobStates.canceled || state === jobStates.aborted)
        return { outcome: 'failed', detail: 'the printer ended the job' };
      // It has the job: whatever comes now, a second sheet would be one too many.
      if (state === undefined || clock.now() - at > settings.timeoutSeconds * 500) return taken;
      await wait(signal);
    }
    return taken;
  };

  return {
    id: settings.id,
    kind: 'printer',
    atOnce: 1,
    async send(page, signal) {
      try {
        return await print({ ...page, at: clock.now() }, signal);
      } catch (thrown) {
        return { outcome: 'failed', detail: errorText(thrown).slice(0, 150) };
      }
    },
    async check(signal) {
      try {
        return healthOf(
          await ask(operations.printerAttributes, [['keyword', 'requested-attributes', ...asked]], signal),
        );
      } catch (thrown) {
        const detail = errorText(thrown).slice(0, 100);
        return { state: 'bad', reason: message('alerts.channel.printer.unreachable', { detail }) };
      }
    },
    close() {},
  };
}

const asked = ['printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs', 'document-format-supported'];

/** What a printer says of itself, for people. */
export function healthOf({ status, attributes }: IppAnswer) {
  const bad = (name: string, detail: string) => ({
    state: 'bad' as const,
    reason: message(`alerts.channel.printer.${name}`, { detail }),
  });
  if (status >= 0x0100) return bad('unreachable', `IPP 0x${status.toString(16)}`);
  const all = (name: string): readonly string[] => (attributes.get(name) ?? []).map(String);
  // `media-empty-error`, `toner-low-warning`: what ends in -error, or has no ending, stops it (5.4.12).
  const reasons = all('printer-state-reasons').filter((one) => one !== 'none' && !/-(?:report|warning)$/.test(one));
  const isStopped = attributes.get('printer-state')?.[0] === printerStopped;
  if (isStopped || reasons.length > 0) return bad('stopped', reasons.join(', ').slice(0, 100) || 'stopped');
  if (attributes.get('printer-is-accepting-jobs')?.[0] === 0) return bad('stopped', 'accepts no jobs');
  const formats = all('document-format-supported');
  if (!formats.includes('application/pdf')) return bad('no-pdf', formats.join(', ').slice(0, 100));
  return { state: 'good' as const, reason: message('alerts.channel.printer.good') };
}

/** Rejects where nothing that is IPP comes back. */
function post({ url, authority }: PrinterSettings, body: Buffer, signal: AbortSignal): Promise<IppAnswer> {
  const place = new URL(url);
  const isSecure = place.protocol === 'ipps:';
  const options = {
    ...{ method: 'POST', signal, host: place.hostname.replace(/^\[|\]$/g, ''), port: Number(place.port || 631) },
    path: place.pathname === '' ? '/' : place.pathname,
    headers: { 'content-type': 'application/ipp', 'content-length': body.length },
    ...(authority === undefined ? {} : { ca: authority }),
  };
  return new Promise((resolve, reject) => {
    const asking = (isSecure ? requestHttps : requestHttp)(options, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostOctets) asking.destroy(new Error('the answer is too long'));
        else chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const found = answer.statusCode === 200 ? readIpp(Buffer.concat(chunks)) : undefined;
        if (found === undefined) reject(new Error(`HTTP ${answer.statusCode}, no IPP`));
        else resolve(found);
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}
