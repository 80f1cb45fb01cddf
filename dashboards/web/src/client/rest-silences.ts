import type { WireSilence, WireSilenceMatchers, WireSilences } from '../../../../api/wire-silences.ts';
import { ask } from './rest.ts';

const part = encodeURIComponent;

/** What nobody is paged for. */
export const silencesRest = {
  list: () => ask<WireSilences>('GET', '/silences'),
  add: (wish: { readonly matchers: WireSilenceMatchers; readonly to: string; readonly reason: string }) =>
    ask<WireSilence>('POST', '/silences', { body: wish }),
  end: (id: string) => ask<WireSilence>('POST', `/silences/${part(id)}/end`),
};
