import type { WireFinding } from '../../../../api/wire-findings.ts';
import type { TextKey } from '../text/language.ts';

export const kindTexts: Readonly<Record<WireFinding['kind'], TextKey>> = {
  'moved-cable': 'dashboards.findings.kind.moved-cable',
  'misplaced-terminal': 'dashboards.findings.kind.misplaced-terminal',
  'foreign-mac': 'dashboards.findings.kind.foreign-mac',
  'new-device': 'dashboards.findings.kind.new-device',
  'replaced-device': 'dashboards.findings.kind.replaced-device',
  'undeclared-link': 'dashboards.findings.kind.undeclared-link',
  'renamed-interface': 'dashboards.findings.kind.renamed-interface',
};

export const statusTexts: Readonly<Record<WireFinding['status'], TextKey>> = {
  open: 'dashboards.findings.status.open',
  rejected: 'dashboards.findings.status.rejected',
  accepted: 'dashboards.findings.status.accepted',
  cleared: 'dashboards.findings.status.cleared',
};

export const againstTexts: Readonly<Record<WireFinding['against'], TextKey>> = {
  inventory: 'dashboards.findings.declared',
  memory: 'dashboards.findings.before',
};

export const eventTexts: Readonly<Record<string, TextKey>> = {
  seen: 'dashboards.findings.event.seen',
  'seen-again': 'dashboards.findings.event.seen-again',
  changed: 'dashboards.findings.event.changed',
  accepted: 'dashboards.findings.status.accepted',
  rejected: 'dashboards.findings.status.rejected',
  cleared: 'dashboards.findings.status.cleared',
};
