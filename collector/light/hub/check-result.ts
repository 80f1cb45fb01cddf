/** What a collector says it measured, held to the shapes that rooms above rely on: a machine in a township may be anybody's by now. */
import type { Message } from '../../../core/index.ts';
import {
  type FigureReading,
  type ProbeResult,
  type ProbeValue,
  probeOutcomes,
  type StepResult,
} from '../../services/model.ts';

const most = { id: 200, key: 120, params: 30, text: 2_000, steps: 50, values: 500 } as const;
const phaseWord = /^[a-z-]{1,32}$/;
const outcomes: ReadonlySet<unknown> = new Set(probeOutcomes);

type Unknown = Readonly<Record<string, unknown>>;

/** A result of this collector, and of nobody else; undefined for what is none. */
export function checkResult(value: unknown, vantageId: string): ProbeResult | undefined {
  if (!isRecord(value)) return undefined;
  const { probeId, serviceId, startedAt, durationMs, tries, outcome, failedPhase, reason, phases, steps, values } =
    value;
  const isFine =
    isText(probeId, most.id) &&
    (serviceId === undefined || isText(serviceId, most.id)) &&
    isTime(startedAt) &&
    isAmount(durationMs) &&
    isAmount(tries) &&
    outcomes.has(outcome) &&
    (failedPhase === undefined || isPhase(failedPhase)) &&
    isMessage(reason) &&
    isPhases(phases) &&
    isListOf(steps, most.steps, isStep) &&
    isListOf(values, most.values, isValue);
  if (!isFine) return undefined;
  return {
    probeId,
    ...(serviceId === undefined ? {} : { serviceId }),
    ...{ vantageId, startedAt, durationMs, tries, outcome: outcome as ProbeResult['outcome'] },
    ...(failedPhase === undefined ? {} : { failedPhase: failedPhase as NonNullable<ProbeResult['failedPhase']> }),
    ...{ reason, phases: phases as ProbeResult['phases'], steps, values },
  };
}

/** A figure's reading of this collector; undefined for what is none. */
export function checkFigure(value: unknown, vantageId: string): FigureReading | undefined {
  if (!isRecord(value)) return undefined;
  const { figureId, at, value: count, reason } = value;
  const isFine =
    isText(figureId, most.id) &&
    isTime(at) &&
    (count === undefined || isNumber(count)) &&
    (reason === undefined || isMessage(reason));
  if (!isFine) return undefined;
  const [known, why] = [count === undefined ? {} : { value: count }, reason === undefined ? {} : { reason }];
  return { figureId, vantageId, at, ...known, ...why };
}

const isRecord = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;
const isText = (value: unknown, length: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= length && value.isWellFormed();
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAmount = (value: unknown): value is number => isNumber(value) && value >= 0;
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isPhase = (value: unknown): value is string => typeof value === 'string' && phaseWord.test(value);

function isListOf<T>(value: unknown, length: number, is: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.length <= length && value.every(is);
}

function isPhases(value: unknown): value is Readonly<Record<string, number>> {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= 20 && entries.every(([phase, ms]) => isPhase(phase) && isAmount(ms));
}

function isStep(value: unknown): value is StepResult {
  if (!isRecord(value)) return false;
  const { name, outcome, phases, status } = value;
  const isFine = isText(name, most.id) && outcomes.has(outcome) && isPhases(phases);
  return isFine && (status === undefined || isNumber(status));
}

function isValue(value: unknown): value is ProbeValue {
  if (!isRecord(value)) return false;
  return (
    isText(value.name, most.id) && isNumber(value.value) && typeof value.unit === 'string' && value.unit.length <= 16
  );
}

/** A key and values of our own texts: never markup, and a place for words of others is data. */
function isMessage(value: unknown): value is Message {
  if (!isRecord(value) || typeof value.key !== 'string' || !/^[\w.-]+$/.test(value.key)) return false;
  if (value.key.length > most.key) return false;
  if (value.params === undefined) return true;
  if (!isRecord(value.params)) return false;
  const params = Object.values(value.params);
  const isParam = (one: unknown) => isNumber(one) || (typeof one === 'string' && one.length <= most.text);
  return params.length <= most.params && params.every(isParam);
}
