import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { canonicalJson, nodeSha256, toHex } from '../../ledger/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { declare } from './declaration.ts';
import { createDeclarationWatch } from './declared.ts';
import { isolationLimits } from './limits.ts';
import { createIsolationRecorder } from './records.ts';
import { fakeDeclaration, fakeTables, fakeWaiver, minute, stageEngine } from './stage.fake.ts';

describe('records of verdicts', () => {
  it('come after the reading that they rest on, name it by its digest, and hold each row with OID and value', () => {
    const stage = stageEngine();
    const recorder = createIsolationRecorder(stage.engine);
    const records = recorder.records(stage.tellPoint('p1', { neighbours: ['8.8.8.8'] }));
    expect(records.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['evidence', 'device p1-utm'],
      ['verdict', 'isolation p1'],
      ['verdict', 'isolation p1'],
      ['evidence', 'device p1-sw'],
      ['verdict', 'isolation p1'],
    ]);
    const [evidence, failed, place] = records;
    expect(failed?.body).toMatchObject({
      check: 'ISO-08',
      before: 'unknown',
      verdict: 'fail',
      severity: 'S1',
      clauses: ['8.1.3.1 a)'],
      declaration: 'sha256:00',
      judgements: [
        {
          deviceId: 'p1-utm',
          findings: [{ oid: '1.3.6.1.2.1.4.22.1.2.1.8.8.8.8', value: '8.8.8.8' }],
          observedAt: '2026-01-05T07:59:59.000Z',
        },
        { deviceId: 'p1-sw', verdict: 'unknown' },
      ],
      evidence: [{ deviceId: 'p1-utm', digest: evidence?.body.digest }],
    });
    expect(place?.body).toMatchObject({ place: 'p1', verdict: 'violated', deciding: ['ISO-08'] });
    expect(evidence?.body.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    for (const { body, sealed } of records) expect([typeof canonicalJson(body), sealed]).toEqual(['string', true]);
  });

  it('repeat no reading, and none where nothing was read', async () => {
    const stage = stageEngine();
    const recorder = createIsolationRecorder(stage.engine);
    recorder.records(stage.tellPoint('p1'));
    await stage.clock.advance(60 * minute);
    const records = recorder.records(stage.engine.tick());
    expect(records.map(({ kind }) => kind)).toEqual(['verdict', 'verdict', 'verdict']);
    expect(records[0]?.body).toMatchObject({ before: 'pass', verdict: 'unknown', evidence: [] });
  });

  it('cut very long tables, and their digest is of the whole', () => {
    const stage = stageEngine();
    const recorder = createIsolationRecorder(stage.engine);
    const neighbours = Array.from({ length: isolationLimits.evidenceRows + 1 }, (_, n) => `8.1.${n >> 8}.${n & 255}`);
    const [first] = recorder.records(stage.tell('p1-utm', { neighbours }));
    const table = first?.body.neighbours as { rows: unknown[]; rowCount: number };
    expect([table.rows.length, table.rowCount]).toEqual([isolationLimits.evidenceRows, neighbours.length]);
    const other = stageEngine();
    const [second] = createIsolationRecorder(other.engine).records(
      other.tell('p1-utm', { neighbours: [...neighbours.slice(0, -1), '8.9.9.9'] }),
    );
    expect(second?.body.digest).not.toBe(first?.body.digest);
  });

  it('can be spelled canonically whatever a device said', () => {
    const stage = stageEngine();
    const recorder = createIsolationRecorder(stage.engine);
    const reading = { ...fakeTables('p1-utm', stage.clock.now()), sysName: 'half \ud800' };
    for (const { body } of recorder.records(stage.engine.observe([reading]))) expect(canonicalJson(body)).toBeTruthy();
  });
});

describe('what is declared', () => {
  it('is on record when it changes, also over a restart, and not when it does not', async () => {
    const clock = new FakeClock();
    const store = createFakeStore({ kinds: [], clock });
    const watch = createDeclarationWatch({ store, clock });
    await watch.start();
    const { digest: _, ...parts } = fakeDeclaration();
    const declaration = declare(parts);
    const [record] = watch.look(declaration);
    expect(record).toMatchObject({
      kind: 'declaration',
      subject: 'isolation',
      body: { digest: declaration.digest, declared: { routers: ['10.0.0.1'], portRoles: [['p1-sw/g1', 'access']] } },
    });
    const spelled = Buffer.from(canonicalJson(record?.body.declared), 'utf8');
    expect(declaration.digest).toBe(`sha256:${toHex(nodeSha256(spelled))}`);
    expect(watch.look(declaration)).toEqual([]);
    const again = createDeclarationWatch({ store, clock });
    await again.start();
    expect(again.look(declaration)).toEqual([]);
    expect(again.look(fakeDeclaration({ digest: 'sha256:01' }))).toHaveLength(1);
  });

  it('has a record of each waiver that begins, lapses or is taken back', async () => {
    const clock = new FakeClock();
    const watch = createDeclarationWatch({ store: createFakeStore({ kinds: [], clock }), clock });
    await watch.start();
    const waivers = [
      fakeWaiver({ until: clock.now() + minute }),
      fakeWaiver({ checkId: 'ISO-07', until: clock.now() + 60 * minute }),
    ];
    const events = (some: typeof waivers) =>
      watch
        .look(fakeDeclaration({ waivers: some }))
        .flatMap(({ kind, body }) => (kind === 'waiver' ? [body.event] : []));
    expect(events(waivers)).toEqual(['in-force', 'in-force']);
    expect(events(waivers)).toEqual([]);
    await clock.advance(minute);
    expect(events(waivers)).toEqual(['lapsed']);
    expect(events([])).toEqual(['withdrawn']);
  });
});
