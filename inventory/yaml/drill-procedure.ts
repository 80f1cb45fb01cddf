import {
  type DrillProcedure,
  type DrillStep,
  type DrillText,
  drillBounds,
  drillGoals,
  drillStepKinds,
} from '../drill-settings.ts';
import type { Place } from '../mistakes/place.ts';
import { standbyEngines } from '../model.ts';
import type { Section } from './section.ts';

/** A command that a step calls; whether it is declared is known when all are read. */
export interface CommandReference {
  readonly place: Place;
  readonly field: string;
  readonly value: string;
}

export interface PlacedProcedure {
  readonly procedure: DrillProcedure;
  readonly place: Place;
}

const idForm = /^[a-z0-9][\w.-]{0,63}$/i;

/** Reads one procedure. What is wrong is said at its place; a procedure with mistakes is given as far as it could be read. */
export function readProcedure(section: Section, called: CommandReference[]): PlacedProcedure[] {
  const id = section.text('id') ?? '';
  if (id !== '' && !idForm.test(id)) section.wrong('id', 'drill-word', { value: id });
  const place = section.place(section.has('id') ? 'id' : undefined);
  const title = readText(section, 'title') ?? { zh: id, en: id };
  const standby = (section.list('standby') ?? []).flatMap(({ text, place: at }) => {
    const engine = standbyEngines.find((one) => one === text);
    const params = { field: section.name('standby'), allowed: standbyEngines.join(', ') };
    if (engine === undefined) section.mistakes.add(at, 'yaml-not-allowed', params);
    return engine === undefined ? [] : [engine];
  });
  if (!section.has('standby')) section.wrong('standby', 'yaml-key-missing');
  if (!section.has('steps')) section.wrong('steps', 'yaml-key-missing');
  const placed = section.sections('steps').map((one) => ({ place: one.place(), step: readStep(one, called) }));
  if (placed.length > drillBounds.steps) section.wrong('steps', 'drill-too-many', { max: drillBounds.steps });
  const steps = placed.flatMap(({ step, place: at }) => (step === undefined ? [] : [{ step, place: at }]));
  // The order of steps that could not all be read would only give follow-on mistakes.
  if (steps.length === placed.length && steps.length > 0) checkOrder(section, steps);
  section.finish();
  return [{ procedure: { id, title, standby, steps: steps.map(({ step }) => step) }, place }];
}

function readStep(section: Section, called: CommandReference[]): DrillStep | undefined {
  const kind = section.has('do') ? section.oneOf('do', drillStepKinds) : section.wrong('do', 'yaml-key-missing');
  const text = readText(section, 'text');
  const timeout = (otherwise: string) => ({
    text,
    timeoutSeconds: section.duration('timeout', { otherwise, min: '1s', max: '12h' }),
  });
  const step = (() => {
    switch (kind) {
      case 'check-readiness':
        return { kind, ...timeout('1m'), least: section.oneOf('least', ['ready', 'at-risk']) ?? 'ready' } as const;
      case 'act':
      case 'fall-back':
        return readAct(section, kind, timeout('15m'), called);
      case 'observe':
        return {
          kind,
          ...timeout('2m'),
          until:
            (section.has('until') ? section.oneOf('until', drillGoals) : section.wrong('until', 'yaml-key-missing')) ??
            'paired',
        } as const;
      case 'verify-services': {
        const goodSeconds = section.duration('good_for', { otherwise: '30s', min: '1s', max: '10m' });
        const rest = timeout('5m');
        if (rest.timeoutSeconds <= goodSeconds) section.wrong('timeout', 'drill-timeout');
        return { kind, ...rest, goodSeconds } as const;
      }
      case 'announce-maintenance':
      case 'report':
        return { kind, text, timeoutSeconds: 60 } as const;
      default:
        return undefined;
    }
  })();
  // What else stands in a step of an unknown kind cannot be judged.
  if (step !== undefined) section.finish();
  return step;
}

function readAct(
  section: Section,
  kind: 'act' | 'fall-back',
  rest: Pick<DrillStep, 'text' | 'timeoutSeconds'>,
  called: CommandReference[],
): DrillStep {
  const by = section.oneOf('by', ['operator', 'command']) ?? 'operator';
  if (by === 'operator') {
    if (rest.text === undefined) section.wrong('text_zh', 'drill-no-text');
    return { kind, ...rest, by };
  }
  const command = section.text('command') ?? '';
  if (command !== '') called.push({ place: section.place('command'), field: section.name('command'), value: command });
  const on = section.oneOf('on', ['active', 'standby']) ?? 'active';
  return { kind, ...rest, by, command, on };
}

/** `title_zh` and `title_en`; one alone stands for both. */
function readText(section: Section, key: string): DrillText | undefined {
  const [zh, en] = [section.optionalText(`${key}_zh`), section.optionalText(`${key}_en`)];
  for (const [name, text] of [
    [`${key}_zh`, zh],
    [`${key}_en`, en],
  ] as const) {
    if (text !== undefined && text.length > drillBounds.textCharacters)
      section.wrong(name, 'drill-long', { max: drillBounds.textCharacters });
  }
  const any = zh ?? en;
  return any === undefined ? undefined : { zh: zh ?? any, en: en ?? any };
}

/** Nothing acts unless readiness was asked since the last act, and what was done is watched before anything else is done. */
function checkOrder(section: Section, steps: readonly { readonly step: DrillStep; readonly place: Place }[]): void {
  const { mistakes } = section;
  let [checked, watched, acted, fellBack] = [false, true, false, false];
  for (const { step, place } of steps) {
    const field = step.kind;
    if (step.kind === 'check-readiness') checked = true;
    if (step.kind === 'observe') watched = true;
    if (step.kind === 'report' && steps.at(-1)?.step !== step) mistakes.add(place, 'drill-report-last', { field });
    if (step.kind !== 'act' && step.kind !== 'fall-back') continue;
    // What makes the pair whole again is done whether or not it would take over meanwhile.
    if (!checked && step.kind === 'act') mistakes.add(place, 'drill-unchecked', { field });
    if (!watched) mistakes.add(place, 'drill-unwatched', { field });
    if (step.kind === 'fall-back' && (!acted || fellBack)) mistakes.add(place, 'drill-fall-back', { field });
    acted ||= step.kind === 'act';
    fellBack ||= step.kind === 'fall-back';
    [checked, watched] = [false, false];
  }
  if (!acted) section.wrong('steps', 'drill-no-act');
  if (!watched) section.wrong('steps', 'drill-unwatched');
}
