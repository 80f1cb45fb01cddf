import type { LightCollectorSettings } from '../light-collector-settings.ts';
import { parseListenAddress } from './listen-address.ts';
import type { Section } from './section.ts';

const usualListen = 'tls:127.0.0.1:7443';

/** Reads `collectors`: where light collectors are heard. */
export function readLightCollectors(section: Section): LightCollectorSettings | undefined {
  const text = section.optionalText('listen') ?? usualListen;
  const listen = parseListenAddress(text, ['tls']);
  if (listen === undefined)
    section.mistakes.add(section.place('listen'), 'bad-listen', {
      ...{ field: section.name('listen'), value: text, allowed: 'tls:' },
    });
  const url = section.optionalText('url');
  const parsed = url === undefined ? undefined : URL.parse(url);
  const isBare = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '' && parsed.username === '';
  if (url !== undefined && (parsed?.protocol !== 'https:' || !isBare)) section.wrong('url', 'bad-collectors-url');
  const silentAfterSeconds = section.duration('silent_after', { otherwise: '1m', min: '15s', max: '1d' });
  section.finish();
  return listen === undefined ? undefined : { listen, url: parsed?.origin, silentAfterSeconds };
}
