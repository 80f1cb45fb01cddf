import type { ProfileBook } from '../../collector/index.ts';
import { type Clock, errorText, type Log, message } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Finding } from '../conditions/finding.ts';
import type { AlertEngine } from '../door.ts';
import type { RuleStanding, RuleStandings } from '../rule-alerts.ts';
import { createRuleBoard } from './board.ts';
import type { BoardDeps, RuleBoard } from './door.ts';
import { storeHistory } from './history.ts';
import { type RuleBook, type RuleWord, ruleWords } from './model.ts';
import { vocabularyOf } from './series.ts';
import { createSubjects } from './subjects.ts';
import { type KeptWatched, readKeptWatched, type Watched, watchedKey } from './watched.ts';
import { filled } from './wording.ts';

/** How rules stand is kept here, an entry for each element that fires or is about to. */
export const ruleCollection = 'rule-states';

/** The rules of a city, running. */
export interface RuleWatch
  extends Pick<RuleBoard, 'samples' | 'state' | 'verdicts' | 'rules' | 'ofRule' | 'beyond' | 'word'> {
  /** Reads back how everything stood; call once, when the engine has its incidents. */
  start(): Promise<void>;
  /** Takes changed rules, or a changed city. */
  apply(book: RuleBook, profiles: Pick<ProfileBook, 'profiles'>): void;
  /** Lets time pass and tells the engine; called each second. */
  tick(): void;
  /** How many elements stand how by a rule. */
  counts(ruleId: string): Readonly<Record<RuleWord, number>>;
  close(): void;
}

export interface RuleWatchDeps extends Pick<BoardDeps, 'peek'> {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly engine: Pick<AlertEngine, 'rulesJudged' | 'list'>;
  readonly book: RuleBook;
  readonly profiles: Pick<ProfileBook, 'profiles'>;
}

export function createRuleWatch(deps: RuleWatchDeps): RuleWatch {
  const { inventory, store, clock, log, engine, peek } = deps;
  const board = createRuleBoard({
    ...{ clock, history: storeHistory(store), peek, lastSampleAt: store.opened.lastSampleAt },
    onFailed: (thrown) => log.warn({ reason: errorText(thrown) }, 'rule-look-up-failed'),
  });
  let ids: ReadonlySet<string> = new Set();

  function apply(book: RuleBook, profiles: Pick<ProfileBook, 'profiles'>): void {
    const { settings } = inventory();
    const { timeZone, calendar } = settings;
    board.apply(book, {
      subjects: createSubjects(inventory()),
      vocabulary: vocabularyOf(profiles),
      timeZone,
      calendar,
      settings,
    });
    ids = new Set(board.rules.map(({ rule }) => rule.id));
    const full = board.rules.filter(({ rule }) => board.beyond(rule.id) > 0);
    for (const { rule } of full) log.warn({ rule: rule.id, beyond: board.beyond(rule.id) }, 'rule-too-many-elements');
  }

  function keep(): void {
    const { put, drop } = board.takeChanges();
    for (const key of drop) store.put({ collection: ruleCollection, key, body: undefined });
    for (const body of put) store.put({ collection: ruleCollection, key: watchedKey(body.rule, body.entity), body });
  }

  function standing(source: string): RuleStanding {
    const [ruleId = '', ...entity] = source.split(' ');
    if (!ids.has(ruleId)) return 'rule-removed';
    const one = board.find(ruleId, entity.join(' '));
    if (one === undefined) return 'not-watched';
    if (!one.compiled.rule.raises) return 'over';
    return one.track.isFiring ? 'firing' : one.track.at === 0 ? 'open' : 'over';
  }

  /** Texts say what was found when it began to fire; made once. */
  const findings = new WeakMap<Watched, { readonly since: number; readonly finding: Finding }>();
  function findingNow(one: Watched): Finding {
    const known = findings.get(one);
    if (known?.since === one.track.since) return known.finding;
    const finding = findingOf(one);
    findings.set(one, { since: one.track.since, finding });
    return finding;
  }

  const standings = (): RuleStandings => ({
    standing,
    firing: [...board.firing()].flatMap((one) =>
      one.compiled.rule.raises ? [{ finding: findingNow(one), since: one.track.badSince ?? one.track.since }] : [],
    ),
  });

  /** An incident whose rule lost its place on the disk fires on until a value says otherwise. */
  function fromIncidents(known: readonly KeptWatched[]): readonly KeptWatched[] {
    const keys = new Set(known.map(({ rule, entity }) => watchedKey(rule, entity)));
    return engine.list().flatMap(({ condition, status, topic = '', root, raisedAt }): readonly KeptWatched[] => {
      if (condition !== 'rule' || status === 'cleared') return [];
      const [rule = '', ...rest] = topic.split(' ');
      const entity = rest.length === 0 ? root.id : rest.join(' ');
      const track = { isFiring: true, since: raisedAt, badSince: raisedAt, goodSince: undefined, at: raisedAt };
      return keys.has(watchedKey(rule, entity)) ? [] : [{ rule, entity, kind: root.kind, track }];
    });
  }

  return {
    ...{ samples: board.samples, state: board.state, verdicts: board.verdicts },
    ...{ ofRule: board.ofRule, beyond: board.beyond, word: board.word },
    get rules() {
      return board.rules;
    },
    async start() {
      const kept = (await store.documents(ruleCollection)).flatMap(({ key, body }): readonly KeptWatched[] => {
        const one = readKeptWatched(body);
        if (one === undefined) log.warn({ key }, 'rule-state-unreadable');
        return one === undefined ? [] : [one];
      });
      apply(deps.book, deps.profiles);
      board.restore([...kept, ...fromIncidents(kept)]);
    },
    apply(book, profiles) {
      apply(book, profiles);
      engine.rulesJudged(standings());
      keep();
    },
    tick() {
      board.tick();
      engine.rulesJudged(standings());
      keep();
    },
    counts(ruleId) {
      const counts = Object.fromEntries(ruleWords.map((word) => [word, 0])) as Record<RuleWord, number>;
      for (const one of board.ofRule(ruleId)) counts[board.word(one)] += 1;
      return counts;
    },
    close: keep,
  };
}

/** What a rule finds at an element: both ends of a link are one trouble of the link. */
export function findingOf(one: Watched): Finding {
  const { compiled, subject, entityId, track } = one;
  const { rule } = compiled;
  const isElement = entityId === subject.root.id || subject.kind === 'interface';
  const summary = filled(rule.summary, one);
  const remedy = filled(rule.remedy, one);
  const links = {
    ...(rule.handbook === undefined ? {} : { handbook: rule.handbook }),
    ...(rule.page === undefined ? {} : { page: rule.page }),
  };
  return {
    condition: 'rule',
    source: watchedKey(rule.id, entityId),
    root: subject.root,
    topic: isElement ? rule.id : watchedKey(rule.id, entityId),
    reading: 'bad',
    at: track.since,
    severity: rule.severity,
    summary: message('alerts.rule.summary', { zh: summary.zh, en: summary.en }),
    remedy: message('alerts.rule.remedy', { zh: remedy.zh, en: remedy.en }),
    ...(Object.keys(links).length === 0 ? {} : { links }),
  };
}
