import type { EpochMs } from '../../core/index.ts';
import type { CompiledRule } from './compiled.ts';
import { type Crowd, subjectKey } from './crowd.ts';
import type { RuleReading } from './judge/machine.ts';
import type { RuleWord } from './model.ts';
import type { Subject } from './subjects.ts';
import type { Watched } from './watched.ts';

/** True, false, or nobody knows. */
type Truth = true | false | undefined;

const and = (all: readonly Truth[]): Truth =>
  all.includes(false) ? false : all.includes(undefined) ? undefined : true;
const or = (all: readonly Truth[]): Truth => (all.includes(true) ? true : all.includes(undefined) ? undefined : false);
const not = (one: Truth): Truth => (one === undefined ? undefined : !one);

/** What its parts say of one subject: `none` where that hangs on a part of which nobody knows. */
export function judgeComposite(
  compiled: CompiledRule,
  subject: Subject,
  deps: {
    readonly crowd: Pick<Crowd, 'at'>;
    readonly rules: ReadonlyMap<string, CompiledRule>;
    readonly word: (one: Watched, now: EpochMs) => RuleWord;
    readonly now: EpochMs;
  },
): RuleReading {
  const { condition } = compiled.rule;
  if (condition.kind !== 'composite') return 'none';
  const truthOf = (ruleId: string): Truth => {
    const part = deps.rules.get(ruleId);
    const rows = deps.crowd.at(ruleId, subject);
    // What a rule does not watch it never says; what it watches and has not seen yet it may.
    if (rows.length === 0) return part?.selects(subject, subject.id) === true ? undefined : false;
    return or(rows.map((one) => truthOfWord(deps.word(one, deps.now))));
  };
  const truth = and([
    and(condition.all.map(truthOf)),
    condition.any.length === 0 ? true : or(condition.any.map(truthOf)),
    not(or(condition.not.map(truthOf))),
  ]);
  return truth === undefined ? 'none' : truth ? 'bad' : 'good';
}

function truthOfWord(word: RuleWord): Truth {
  if (word === 'firing') return true;
  return word === 'no-data' || word === 'resting' ? undefined : false;
}

/** Composites at the subjects of their parts, looked at when a part is another than before, or while their time runs. */
export interface Composites {
  /** Something may have changed at a subject. */
  touch(subject: Subject): void;
  look(now: EpochMs, running: Iterable<Watched>): void;
  delete(one: Watched): void;
  clear(): void;
}

/** Parts that fall silent, or whose hours begin, tell nobody: what hangs on them is looked at so often. */
const undecidedEveryMs = 10_000;

export function createComposites(deps: {
  readonly crowd: Pick<Crowd, 'at' | 'take'>;
  readonly rules: () => ReadonlyMap<string, CompiledRule>;
  readonly word: (one: Watched, now: EpochMs) => RuleWord;
  readonly settle: (one: Watched, said: RuleReading, at: EpochMs) => void;
}): Composites {
  const { crowd, word, settle } = deps;
  const dirty = new Map<string, Subject>();
  const undecided = new Set<Watched>();
  let lookedAt = 0;

  function judge(one: Watched, now: EpochMs): void {
    const reading = judgeComposite(one.compiled, one.subject, { crowd, rules: deps.rules(), word, now });
    one.judged = { reading };
    if (reading === 'none') undecided.add(one);
    else undecided.delete(one);
    settle(one, reading === 'none' ? 'between' : reading, now);
  }

  return {
    touch: (subject) => void dirty.set(subjectKey(subject), subject),
    look(now, running) {
      const isTime = Math.abs(now - lookedAt) >= undecidedEveryMs;
      if (isTime) lookedAt = now;
      const waiting = new Set([...running, ...(isTime ? undecided : [])]);
      // Parts stand before what is made of them, which may touch the same subject again.
      for (const compiled of deps.rules().values()) {
        if (compiled.rule.condition.kind !== 'composite') continue;
        for (const subject of [...dirty.values()]) {
          if (subject.kind !== compiled.of || !compiled.selects(subject, subject.id)) continue;
          const watched = crowd.take(compiled, subject, subject.id);
          if (watched !== undefined) waiting.add(watched);
        }
        for (const one of waiting) if (one.compiled === compiled) judge(one, now);
      }
      dirty.clear();
    },
    delete: (one) => void undecided.delete(one),
    clear() {
      dirty.clear();
      undecided.clear();
    },
  };
}
