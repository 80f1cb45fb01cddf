import { type Message, message } from '../../core/index.ts';
import type { Finding, FindingKind } from './model.ts';

const keys: Readonly<Record<FindingKind, readonly [what: string, remedy: string]>> = {
  'new-device': ['audit.finding.new-device', 'audit.finding.new-device.remedy'],
  'foreign-mac': ['audit.finding.foreign-mac', 'audit.finding.foreign-mac.remedy'],
  'replaced-device': ['audit.finding.replaced-device', 'audit.finding.replaced-device.remedy'],
  'moved-cable': ['audit.finding.moved-cable', 'audit.finding.moved-cable.remedy'],
  'renamed-interface': ['audit.finding.renamed-interface', 'audit.finding.renamed-interface.remedy'],
  'undeclared-link': ['audit.finding.undeclared-link', 'audit.finding.undeclared-link.remedy'],
  'misplaced-terminal': ['audit.finding.misplaced-terminal', 'audit.finding.misplaced-terminal.remedy'],
};

/** What is wrong, and what to do about it. */
export function findingWords(finding: Finding): { readonly summary: Message; readonly remedy: Message } {
  const { kind, element, declared, observed } = finding;
  const [what, remedy] = keys[kind];
  return { summary: message(what, { element: element.id, declared, observed }), remedy: message(remedy) };
}
