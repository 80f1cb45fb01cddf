import type { DeadManSettings } from '../standby-settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { isWebUrl } from './web-url.ts';

/** Reads `dead_man`, of Fangzhou alone and of a pair. */
export async function readDeadMan(section: Section, secrets: Secrets): Promise<DeadManSettings | undefined> {
  const url = section.text('url');
  const isFine = url !== undefined && isWebUrl(section, 'url', url);
  const secret = await secrets.read(section, 'secret', 16);
  const everySeconds = section.duration('every', { otherwise: '60s', min: '5s', max: '1h' });
  section.finish();
  return isFine && secret !== undefined ? { url, secret, everySeconds } : undefined;
}
