import { createHash } from 'node:crypto';
import { type Clock, errorText, message, render } from '../../core/index.ts';
import type { SmtpSettings } from '../../inventory/index.ts';
import { asksAnswer } from '../paging/answer-code.ts';
import type { Channel, ChannelEars, PageToSend, SendResult } from '../paging/model.ts';
import { alertTexts } from '../texts.ts';
import { answerReference } from './mail-in/answer.ts';
import { openMailInlet } from './mail-in/inlet.ts';

/**
 * E-mail by SMTP (RFC 5321), one connection for each message. The Message-ID follows from what is told: a mailbox that keeps them
 * shows a message once, however often it had to be sent. The library is loaded with the first message. Where the mail server hands answers over,
 * an answer of whom a message went to acknowledges it.
 */
export function openSmtp(
  settings: SmtpSettings,
  hearing?: { readonly clock: Clock; readonly ears: ChannelEars },
): Channel {
  const { id, from, answers } = settings;
  const inlet =
    answers === undefined || hearing === undefined
      ? undefined
      : openMailInlet({ ...answers, address: from, ...hearing });
  let transport: ReturnType<typeof openTransport> | undefined;
  const opened = () => {
    transport ??= openTransport(settings);
    return transport;
  };
  return {
    id,
    kind: 'smtp',
    async send(page, _signal) {
      try {
        if (inlet !== undefined && asksAnswer(page.page)) inlet.listen();
        const { rejected, messageId } = await (await opened()).sendMail(mailOf(page, from, inlet !== undefined));
        if (rejected.length > 0) return { outcome: 'refused', detail: 'recipient refused' };
        return { outcome: 'sent', reference: messageId };
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    async check() {
      try {
        await (await opened()).verify();
        const trouble = inlet?.trouble();
        if (trouble !== undefined)
          return { state: 'bad', reason: message('alerts.channel.smtp.deaf', { detail: trouble }) };
        if (inlet === undefined) return { state: 'good', reason: message('alerts.channel.smtp.good') };
        const { taken, automatic, forged, unknown, ...others } = inlet.counts();
        const rest = Object.values(others).reduce((sum, each) => sum + each, 0);
        return {
          state: 'good',
          reason: message('alerts.channel.smtp.answers', { taken, automatic, forged, unknown, rest }),
        };
      } catch (thrown) {
        const failure = failureOf(thrown);
        const detail = 'detail' in failure ? failure.detail : '';
        return { state: 'bad', reason: message('alerts.channel.smtp.bad', { detail }) };
      }
    },
    close() {
      inlet?.close();
      void transport?.then((one) => one.close()).catch(() => {});
    },
  };
}

async function openTransport({ host, port, security, authority, serverName, login, timeoutSeconds }: SmtpSettings) {
  const { createTransport } = await import('nodemailer');
  const timeoutMs = timeoutSeconds * 1_000;
  return createTransport({
    ...{ host, port, secure: security === 'smtps', requireTLS: security === 'starttls' },
    ignoreTLS: security === 'none',
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: {
      minVersion: 'TLSv1.2',
      ...(authority === undefined ? {} : { ca: authority }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

/** The same for every try of one thing to tell, and for both instances of a pair. */
export function messageIdOf(key: string, domain: string): string {
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`;
}

function mailOf({ page, incident, subject, body, severity, language, at }: PageToSend, from: string, hears: boolean) {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  // Everything that is told of one incident is one thread.
  const thread = messageIdOf(`thread ${incident.id} ${incident.raisedAt}`, domain);
  const isAsked = hears && asksAnswer(page);
  const hint = isAsked ? `\n\n${render(alertTexts[language], message('alerts.paging.text.answer-mail'))}` : '';
  return {
    from: { name: 'Fangzhou 方舟', address: from },
    to: { name: '', address: page.to },
    subject,
    text: `${body}${hint}`,
    date: new Date(at),
    messageId: messageIdOf(page.key, domain),
    references: isAsked ? [thread, answerReference(page, domain)] : thread,
    ...(severity === 'critical' && page.event !== 'cleared' ? { priority: 'high' as const } : {}),
    headers: {
      // RFC 3834: nobody's holiday notice answers.
      'Auto-Submitted': 'auto-generated',
      'X-Fangzhou-Incident': incident.id,
      'X-Fangzhou-Event': page.event,
    },
  };
}

/** What the server refused for good is not tried again; all else is. */
function failureOf(thrown: unknown): SendResult {
  const {
    code = '',
    responseCode = 0,
    response = '',
  } = (thrown ?? {}) as {
    readonly code?: string;
    readonly responseCode?: number;
    readonly response?: string;
  };
  const detail = oneLine(response === '' ? `${code} ${errorText(thrown)}` : response);
  const isOfMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  return { outcome: isOfMessage && responseCode >= 500 ? 'refused' : 'failed', detail };
}

const oneLine = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
