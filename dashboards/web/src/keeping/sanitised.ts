import type { WireSanitisation } from '../../../../api/wire-keeping.ts';
import type { Words } from '../text/language.ts';

const methodTexts = {
  clear: 'dashboards.keeping.method.clear',
  purge: 'dashboards.keeping.method.purge',
  destroy: 'dashboards.keeping.method.destroy',
} as const;

/** How a terminal's disks were sanitised, on one line. */
export function sanitisedText(sanitisation: WireSanitisation, t: Words): string {
  return t('dashboards.keeping.step.sanitised', {
    method: t(methodTexts[sanitisation.method]),
    technique: sanitisation.technique,
    tool: sanitisation.tool,
    performed: sanitisation.performedBy,
    verified: sanitisation.verifiedBy,
    certificate: sanitisation.certificate,
  });
}
