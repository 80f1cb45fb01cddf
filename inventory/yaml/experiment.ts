import type { DrillStep } from '../drill-settings.ts';
import { type CommandReference, type PlacedProcedure, readProcedure } from './drill-procedure.ts';
import type { Section } from './section.ts';

/**
 * Reads an experiment in the form of Chaos Toolkit. One that Fangzhou wrote carries its procedure under `extensions`; of any other
 * the actions of `method` and `rollbacks` become steps that an operator does by hand, for no provider of theirs is ever run.
 */
export function readExperiment(root: Section, called: CommandReference[]): PlacedProcedure[] {
  const ours = root.sections('extensions').find((one) => one.optionalText('name') === 'fangzhou');
  if (ours?.isSection('procedure')) return readProcedure(ours.section('procedure'), called);
  const title = root.text('title') ?? '';
  const place = root.place('title');
  if (!root.has('method')) root.wrong('method', 'yaml-key-missing');
  const method = root.sections('method').flatMap((one) => handStep(one, 'act'));
  const back = root
    .sections('rollbacks')
    .flatMap((one) => handStep(one, 'fall-back'))
    .slice(0, 1);
  if (method.length === 0 && root.has('method')) root.wrong('method', 'drill-no-act');
  const steps: DrillStep[] = [
    check,
    { kind: 'announce-maintenance', text: undefined, timeoutSeconds: 60 },
    ...method.flatMap((step, index) => [...(index === 0 ? [] : [check]), step, watch('paired'), verify]),
    ...back.flatMap((step) => [step, watch('paired'), verify]),
    { kind: 'report', text: undefined, timeoutSeconds: 60 },
  ];
  const id = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  if (title !== '' && id === '') root.wrong('title', 'drill-word', { value: title });
  return [{ procedure: { id, title: { zh: title, en: title }, standby: [], steps }, place }];
}

const check: DrillStep = { kind: 'check-readiness', least: 'ready', text: undefined, timeoutSeconds: 60 };
const verify: DrillStep = { kind: 'verify-services', goodSeconds: 30, text: undefined, timeoutSeconds: 300 };
const watch = (until: 'paired'): DrillStep => ({
  kind: 'observe',
  until,
  text: undefined,
  timeoutSeconds: 300,
});

/** An action as a person reads it; probes are left out, for Fangzhou has its own. */
function handStep(section: Section, kind: 'act' | 'fall-back'): readonly DrillStep[] {
  if (section.optionalText('type') !== 'action') return [];
  const name = section.text('name') ?? '';
  const provider = section.section('provider');
  const what = ['path', 'url', 'module', 'func'].flatMap((key) => provider.optionalText(key) ?? []).join(' ');
  const words = (provider.isSection('arguments') ? [] : provider.scalars('arguments')).map(({ value }) =>
    String(value),
  );
  const text = [name, [what, ...words].join(' ').trim()].filter((part) => part !== '').join(': ');
  return [{ kind, by: 'operator', text: { zh: text, en: text }, timeoutSeconds: 900 }];
}
