import type { WarmStandbySettings } from '../warm-standby-settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

/** A shared key of fewer characters can be guessed. */
const shortestKey = 32;
const mebibyte = 1_048_576;

/** Reads `warm_standby`; undefined where there is none, or where a mistake has been reported. */
export async function readWarmStandby(section: Section, secrets: Secrets): Promise<WarmStandbySettings | undefined> {
  const key = await secrets.read(section, 'key', shortestKey);
  const peer = section.optionalText('peer');
  const parsed = peer === undefined ? undefined : URL.parse(peer);
  const good = parsed !== null && /^https?:$/.test(parsed?.protocol ?? 'http:') && (parsed?.search ?? '') === '';
  if (!good) section.wrong('peer', 'bad-peer-url');
  else if (parsed !== undefined && (parsed.username !== '' || parsed.password !== ''))
    section.wrong('peer', 'url-secret');
  const settings = {
    peer: good ? peer : undefined,
    name: section.optionalText('name'),
    silentAfterSeconds: section.duration('silent_after', { otherwise: '30s', min: '5s', max: '1h' }),
    behindAfterSeconds: section.duration('behind_after', { otherwise: '60s', min: '5s', max: '1d' }),
    keptBytes: section.number('keep_mib', { otherwise: 256, min: 1, max: 65_536, whole: true }) * mebibyte,
  };
  section.finish();
  return key === undefined ? undefined : { key, ...settings };
}
