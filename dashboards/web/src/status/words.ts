import type { WireState } from '../../../../api/wire.ts';
import type { WirePointStatus } from '../../../../api/wire-services.ts';
import { clock } from '../text/format.ts';
import type { TextKey, Words } from '../text/language.ts';

/** How one system is, in a word. */
export const serviceWords: Readonly<Record<WireState, TextKey>> = {
  up: 'dashboards.status.service.up',
  degraded: 'dashboards.status.service.degraded',
  down: 'dashboards.status.service.down',
  unknown: 'dashboards.status.service.unknown',
};

/** Shape and colour of a word: those that the wall has for states. */
export function stateOf(word: WirePointStatus['word']): WireState {
  return ({ fine: 'up', partly: 'degraded', lost: 'down', unknown: 'unknown' } as const)[word];
}

/** The answer to "is it me or the system?", and what to do. */
export function headline(
  { word, fault, services }: WirePointStatus,
  t: Words,
): { readonly title: string; readonly advice: string } {
  if (word === 'fine') return { title: t('dashboards.status.fine'), advice: t('dashboards.status.fine.advice') };
  if (word === 'unknown')
    return { title: t('dashboards.status.unknown'), advice: t('dashboards.status.unknown.advice') };
  if (fault === 'path') return { title: t('dashboards.status.path'), advice: t('dashboards.status.path.advice') };
  if (fault === 'sign-on')
    return { title: t('dashboards.status.sign-on'), advice: t('dashboards.status.sign-on.advice') };
  const lost = services.filter(({ state }) => state === 'down');
  const [first] = lost;
  if (lost.length === 1 && first !== undefined) {
    const service = t.language === 'en' ? first.nameEn : first.nameZh;
    return { title: t('dashboards.status.system', { service }), advice: t('dashboards.status.system.advice') };
  }
  return {
    title: t('dashboards.status.systems', { count: lost.length }),
    advice: t('dashboards.status.system.advice'),
  };
}

/** Whether somebody works on it; undefined: nobody has said so. */
export function workText({ work, word }: WirePointStatus, t: Words): string | undefined {
  if (word === 'fine' || word === 'unknown') return undefined;
  if (work === null) return t('dashboards.status.work.none');
  const at = clock(new Date(work.at)).slice(0, 5);
  if (work.kind === 'acknowledged') return t('dashboards.status.work.acknowledged', { at });
  return t('dashboards.status.work.maintenance', {
    until: work.until === null ? '' : clock(new Date(work.until)).slice(0, 5),
  });
}
