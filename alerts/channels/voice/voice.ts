import { type Clock, errorText, message, render } from '../../../core/index.ts';
import type { VoiceSettings } from '../../../inventory/index.ts';
import { incidentTexts } from '../../incident-texts.ts';
import type { Channel, ChannelEars, ChannelHealth, PageToSend, SendResult } from '../../paging/model.ts';
import { type CallEnd, call } from './call.ts';
import { tone } from './media.ts';
import { headerOf, hostText, newMark, readSip, writeSip } from './sip-message.ts';
import { openSockets } from './sip-socket.ts';
import { recording, type Sound, speak } from './sound.ts';

const optionsWaitMs = 3_000;
/** Longer ones nobody hears to their end. */
const mostCharacters = 400;
/** Where nothing speaks: two rising tones. */
const noted = Int16Array.from([...tone(660, 200), ...tone(880, 300)]);

/**
 * Calls by the bureau's own SIP server: the announcement is spoken again and again, `1` acknowledges. A call that was heard to its first end counts as
 * delivered; one that nobody took up, or that was ended before, is tried again.
 */
export function openVoice(settings: VoiceSettings, clock: Clock, ears: ChannelEars): Channel {
  const sound = async (text: string, language: 'zh-CN' | 'en', signal: AbortSignal): Promise<Sound> => {
    const spoken = await speak(text, language, signal);
    const path = settings.recordings[language];
    return spoken.ok || path === undefined ? spoken : recording(path);
  };

  return {
    id: settings.id,
    kind: 'voice',
    atOnce: settings.lines,
    async send(page, signal) {
      const { language } = page;
      const announcement = await sound(voiceText(page), language, signal);
      if (!announcement.ok) return { outcome: 'failed', detail: `no announcement: ${announcement.why}` };
      const asks = page.answerCode !== undefined;
      const thanks = await speak(say(language, 'noted'), language, signal);
      const end = await call({
        ...{ settings, to: page.page.to, clock, signal, announcement: announcement.samples },
        thanks: thanks.ok ? thanks.samples : noted,
        key: () => void (asks && ears.acknowledge(page.page.id, { hears: true })),
      });
      return resultOf(end);
    },
    check: (signal) => check(settings, clock, signal),
    close() {},
  };
}

const say = (language: 'zh-CN' | 'en', name: string): string =>
  render(incidentTexts[language], message(`alerts.paging.voice.${name}`));

/** What is broken and who is affected; what to do stands in the other messages. How to answer comes last, where it is remembered. */
function voiceText({ subject, points, language, answerCode }: PageToSend): string {
  const what = [subject, ...points].join('\n').slice(0, mostCharacters);
  return answerCode === undefined ? what : `${what}\n${say(language, 'answer')}`;
}

function resultOf(end: CallEnd): SendResult {
  if (end.end === 'key' || end.end === 'heard') return { outcome: 'delivered' };
  if (!('detail' in end)) return { outcome: 'failed', detail: 'ended before the announcement was over' };
  return { outcome: end.end, detail: end.detail };
}

/** OPTIONS (RFC 3261, 11): whatever is answered shows a server that answers. */
async function check(settings: VoiceSettings, clock: Clock, signal: AbortSignal): Promise<Omit<ChannelHealth, 'at'>> {
  const bad = (name: string, detail: string) => ({
    state: 'bad' as const,
    reason: message(`alerts.channel.voice.${name}`, { detail }),
  });
  try {
    const said = await options(settings, clock, signal);
    if (said === undefined || said === '408' || said.startsWith('5')) return bad('server', said ?? 'no answer');
    const spoken = await speak('1', 'zh-CN', signal);
    const recordings = await Promise.all(Object.values(settings.recordings).map((path) => recording(path)));
    const broken = recordings.find((one) => !one.ok);
    if (broken?.ok === false) return bad('recording', broken.why);
    if (spoken.ok || recordings.length === 2) return { state: 'good', reason: message('alerts.channel.voice.good') };
    return spoken.why === 'tool-missing' ? bad('tool', spoken.why) : bad('speech', spoken.why);
  } catch (thrown) {
    return bad('server', errorText(thrown).slice(0, 100));
  }
}

/** The status of the first answer; undefined: there was none. */
async function options(settings: VoiceSettings, clock: Clock, signal: AbortSignal): Promise<string | undefined> {
  const sockets = await openSockets(settings);
  const { sip, host, sipPort } = sockets;
  const [mark, own] = [newMark(), `${hostText(host)}:${sipPort}`];
  const target = `sip:${hostText(settings.domain ?? settings.host)}`;
  const ask = writeSip(`OPTIONS ${target} SIP/2.0`, [
    ['Via', `SIP/2.0/UDP ${own};branch=z9hG4bK${mark};rport`],
    ['Max-Forwards', '70'],
    ['From', `<sip:${settings.user}@${own}>;tag=${mark}`],
    ['To', `<${target}>`],
    ['Call-ID', `${mark}@fangzhou`],
    ['CSeq', '1 OPTIONS'],
    ['Contact', `<sip:${settings.user}@${own}>`],
  ]);
  try {
    return await new Promise((resolve) => {
      const cancels = [0, 500, 1_500].map((ms) => clock.after(ms, () => sip.send(ask, settings.port, settings.host)));
      const end = (said: string | undefined): void => {
        for (const cancel of cancels) cancel();
        resolve(said);
      };
      cancels.push(clock.after(optionsWaitMs, () => end(undefined)));
      signal.addEventListener('abort', () => end(undefined), { once: true });
      sip.on('message', (octets) => {
        const found = readSip(octets);
        if (found?.status !== undefined && headerOf(found, 'call-id') === `${mark}@fangzhou`) end(String(found.status));
      });
    });
  } finally {
    sockets.close();
  }
}
