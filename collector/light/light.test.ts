import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { message, systemClock } from '../../core/index.ts';
import { readEnrolment } from './agent/folder.ts';
import { createLink } from './agent/link.ts';
import { lightBounds } from './limits.ts';
import { countingTries, fakeProbe, type LightStage, openLightStage } from './stage.fake.ts';
import { paths } from './wire.ts';
import { makeCertificate } from './x509/certificate.ts';
import { makeRequest } from './x509/request.ts';

let stage: LightStage;
beforeAll(async () => {
  stage = await openLightStage();
});
afterAll(() => stage.close());

const waitFor = <T>(what: () => T | Promise<T>) => vi.waitFor(what, { timeout: 15_000, interval: 20 });
const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

describe('enrolment of a light collector', () => {
  it('makes the key where it is used: the hub sees a request, and gives a certificate for it', async () => {
    const { folder, enrolment } = await stage.enrol(stage.token());
    expect(enrolment).toMatchObject({ collectorId: 'point-1', placeId: 'P1', hubs: [stage.url()] });
    expect(await readEnrolment(folder)).toEqual(enrolment);
    expect(statSync(join(folder, 'enrolment.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['enrolment.json']);
    const kept = JSON.stringify([...(await stage.store.documents('light-collectors')), stage.events]);
    expect(kept).not.toContain('PRIVATE');
    expect(stage.hub.list()).toMatchObject([{ id: 'point-1', placeId: 'P1', enrolledBy: 'admin' }]);
    expect(stage.events.at(-1)).toMatchObject(['point-1', { what: 'enrolled', placeId: 'P1' }]);
  });

  it('takes a token once, but for the same key again: an answer may be lost', async () => {
    const token = stage.token('point-2');
    expect(JSON.stringify(await stage.store.documents('light-tokens'))).not.toContain(token.split('.')[2]);
    const first = await stage.enrol(token);
    const key = readFileSync(join(first.folder, 'enrolment.json'), 'utf8');
    await expect(stage.enrol(token)).rejects.toMatchObject({ what: { key: 'collector.light.enrol-refused' } });
    // As after a kill between asking and keeping the answer.
    const again = stage.newFolder();
    writeFileSync(join(again, 'enrolling.key'), (JSON.parse(key) as { key: string }).key, { mode: 0o600 });
    expect((await stage.enrol(token, again)).enrolment.collectorId).toBe('point-2');
  });

  it('refuses a token that is over, replaced, altered, or of another hub, and tells nobody why', async () => {
    const refused = { what: { key: 'collector.light.enrol-refused' } };
    const old = stage.token('point-3');
    stage.clock.jump(lightBounds.tokenMs + 1);
    await expect(stage.enrol(old)).rejects.toMatchObject(refused);
    stage.clock.jump(-lightBounds.tokenMs - 1);
    const replaced = stage.token('point-3');
    const [, id, secret = '', fingerprint = ''] = stage.token('point-3').split('.');
    await expect(stage.enrol(replaced)).rejects.toMatchObject(refused);
    const altered = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
    await expect(stage.enrol(`fzc1.${id}.${altered}.${fingerprint}`)).rejects.toMatchObject(refused);
    await expect(stage.enrol(`fzc1.${id}.${secret}.${'A'.repeat(43)}`)).rejects.toMatchObject({
      what: message('collector.light.other-hub', { hub: stage.url() }),
    });
    await expect(stage.enrol('nonsense')).rejects.toMatchObject({ what: { key: 'collector.light.token-form' } });
    expect(stage.hub.makeToken({ collectorId: 'point-3', placeId: 'nowhere', by: 'admin' })).toEqual({
      ok: false,
      refusal: 'bad-place',
    });
    for (const collectorId of ['hub', 'Point', '', 'a/b'])
      expect(stage.hub.makeToken({ collectorId, placeId: 'P1', by: 'x' })).toMatchObject({ refusal: 'bad-id' });
  });

  it('hears no other certificate than its own authority’s, and gives itself away to nobody', async () => {
    const { enrolment } = await stage.enrol(stage.token('point-4'));
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const forged = makeCertificate({
      ...{ subject: 'point-4', issuer: 'Fangzhou light collectors', publicKey: pair.publicKey },
      ...{ issuerPublicKey: pair.publicKey, issuerPrivateKey: pair.privateKey },
      ...{ fromMs: Date.now() - 1_000, toMs: Date.now() + 86_400_000 },
      use: { kind: 'client', uri: 'urn:fangzhou:collector:point-4' },
    });
    const key = String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const ask = async (identity?: { readonly key: string; readonly certificate: string }) => {
      const link = createLink({ ...enrolment, ...(identity === undefined ? {} : { identity }) }, systemClock);
      try {
        return await link.ask(paths.sync, {});
      } finally {
        link.close();
      }
    };
    expect(await ask({ key, certificate: forged })).toEqual({ ok: false, fault: 'unknown' });
    expect(await ask()).toEqual({ ok: false, fault: 'unknown' });
    expect(await ask(enrolment)).toEqual({ ok: false, fault: 'protocol' });
    // Older TLS is not spoken, and a collector's certificate cannot stand for the hub.
    await expect(
      new Promise((_, reject) => {
        const port = Number(new URL(stage.url()).port);
        connect({ port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' }).once('error', reject);
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/PROTOCOL_VERSION|ECONNRESET/) });
    const another = await openLightStage();
    const wrongHub = createLink({ ...enrolment, hubs: [another.url()], identity: enrolment }, systemClock);
    await expect(wrongHub.ask(paths.sync, {})).rejects.toThrow(/certificate|signature/i);
    wrongHub.close();
    await another.close();
  });
});

describe('a light collector', () => {
  it('gets its probes from the hub, and what it measured arrives once and in order, over cuts and restarts of both sides', async () => {
    const own = await openLightStage();
    const enrolled = await own.enrol(own.token());
    const tries = countingTries();
    const first = await own.start(enrolled, tries);
    await waitFor(() => expect(own.arrived().length).toBeGreaterThan(2));
    expect(own.deliveries[0]).toMatchObject({ collectorId: 'point-1', placeId: 'P1', gaps: [] });
    expect(own.hub.list()).toMatchObject([{ isConnected: true, silentSince: undefined }]);

    own.fibre.cut(true);
    const atCut = tries.made.length;
    await waitFor(() => expect(tries.made.length).toBeGreaterThan(atCut + 12));
    await waitFor(() => expect(first.agent.state().condition).toBe('cut'));
    expect(own.hub.list()[0]?.silentSince).toBeDefined();
    await first.agent.stop();
    // Cut off, it begins with what it was told before.
    const second = await own.start(enrolled, tries);
    const before = tries.made.length;
    await waitFor(() => expect(tries.made.length).toBeGreaterThan(before + 3));
    await own.reopenHub();
    own.fibre.cut(false);
    await waitFor(() => expect(own.arrived().length).toBeGreaterThan(before));
    await waitFor(() => expect(second.spool.delivered).toBe(second.spool.last));
    await second.agent.stop();
    expect(own.arrived()).toEqual(range(own.arrived().length));
    expect(own.arrived().length).toBe(second.spool.last);
    expect(own.hub.list()[0]?.account).toMatchObject({ results: second.spool.last, lost: 0, gaps: [] });
    const sequences = own.deliveries.flatMap(({ deliveries }) => deliveries.map(({ sequence }) => sequence));
    expect(sequences).toEqual(range(sequences.length));
    await own.close();
  });

  it('takes another assignment at once, patterns and all, and never starts a program that is not allowed here', async () => {
    const { folder, enrolment } = await stage.enrol(stage.token('point-5'));
    const seen: unknown[] = [];
    const tries = countingTries();
    const { agent } = await stage.start(
      { folder, enrolment },
      {
        ...tries,
        probe: (ask) => {
          seen.push(ask.settings);
          return tries.probe(ask);
        },
      },
    );
    await waitFor(() => expect(seen.length).toBeGreaterThan(0));
    expect(seen[0]).toEqual(fakeProbe('tcp-1', 10));
    const program = {
      ...fakeProbe('exec-1', 10),
      kind: 'exec',
      command: '/bin/true',
      arguments: [],
      environment: {},
    } as const;
    stage.assignment = { probes: [program], figures: [], concurrency: 4, timeZone: 'Asia/Shanghai' };
    await waitFor(() => expect(agent.state()).toMatchObject({ probes: 1, refusedProbes: 1 }));
    const refused = () => stage.deliveries.flatMap(({ deliveries }) => deliveries).at(-1)?.result;
    await waitFor(() =>
      expect(refused()).toMatchObject({ probeId: 'exec-1', outcome: 'unknown', vantageId: 'point-5' }),
    );
    await agent.stop();
    const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { spool: { last: number } };
    expect(state).toMatchObject({ condition: 'connected', collectorId: 'point-5' });
  });

  it('is cut off the moment that it is revoked, stops, and forgets the secrets of its probes', async () => {
    stage.assignment = { probes: [fakeProbe('tcp-1', 10)], figures: [], concurrency: 4, timeZone: 'Asia/Shanghai' };
    const enrolled = await stage.enrol(stage.token('point-6'));
    const { agent } = await stage.start(enrolled);
    await waitFor(() => expect(stage.hub.list().find(({ id }) => id === 'point-6')?.isConnected).toBe(true));
    await waitFor(() => expect(readdirSync(enrolled.folder)).toContain('assignment.json'));
    expect(await stage.hub.revoke('point-6', 'admin')).toBe(true);
    expect(await stage.hub.revoke('point-6', 'admin')).toBe(false);
    await agent.revoked;
    await waitFor(() => expect(readdirSync(enrolled.folder)).not.toContain('assignment.json'));
    expect(agent.state()).toMatchObject({ condition: 'revoked', probes: 1 });
    const standing = stage.hub.list().find(({ id }) => id === 'point-6');
    expect(standing).toMatchObject({ isConnected: false, revokedBy: 'admin', silentSince: undefined });
    // A token of the administrator lets it in again, with its spool.
    const again = await stage.start(await stage.enrol(stage.token('point-6'), enrolled.folder));
    await waitFor(() => expect(again.agent.state().condition).toBe('connected'));
    expect(stage.hub.list().find(({ id }) => id === 'point-6')?.account?.gaps).toEqual([]);
    await agent.stop();
  });

  it('has its certificate made anew in time, and the one before it ends with the first use', async () => {
    const dayMs = 86_400_000;
    stage.clock.jump(-21 * dayMs);
    const enrolled = await stage.enrol(stage.token('point-7'));
    stage.clock.jump(21 * dayMs);
    const { agent } = await stage.start(enrolled);
    const certificate = () => JSON.parse(readFileSync(join(enrolled.folder, 'enrolment.json'), 'utf8')).certificate;
    await waitFor(() => expect(certificate()).not.toBe(enrolled.enrolment.certificate));
    await waitFor(async () => {
      const kept = (await stage.store.documents('light-collectors')).find(({ key }) => key === 'point-7');
      expect(kept?.body).toMatchObject({ certificates: [{}] });
      expect(JSON.stringify(kept?.body).match(/"serial"/g)).toHaveLength(1);
    });
    const link = createLink({ ...enrolled.enrolment, identity: enrolled.enrolment }, systemClock);
    expect(await link.ask(paths.sync, {})).toEqual({ ok: false, fault: 'unknown' });
    link.close();
    await waitFor(() => expect(agent.state().condition).toBe('connected'));
    await agent.stop();
  });

  it('has its times set right when its clock was wrong while it was cut off', async () => {
    const own = await openLightStage();
    const enrolled = await own.enrol(own.token());
    const collectorClock = own.clock;
    const { agent, spool } = await own.start(enrolled);
    await waitFor(() => expect(own.arrived().length).toBeGreaterThan(0));
    own.fibre.cut(true);
    const from = spool.last;
    // Both clocks are one here: the hub's is set back before it hears of it.
    collectorClock.jump(5 * 3_600_000);
    await waitFor(() => expect(spool.last).toBeGreaterThan(from + 3));
    collectorClock.jump(-5 * 3_600_000);
    own.fibre.cut(false);
    await waitFor(() => expect(spool.delivered).toBeGreaterThan(from + 3));
    await agent.stop();
    const times = own.deliveries.flatMap(({ deliveries }) => deliveries.map(({ result }) => result?.startedAt ?? 0));
    // What an exchange takes on a busy machine counts a hundredfold in this time, and is all that may be wrong of five hours.
    const longestExchangeMs = 10 * 60_000;
    const backMs = times.slice(1).map((time, before) => (times[before] ?? 0) - time);
    expect(Math.max(...backMs)).toBeLessThan(longestExchangeMs);
    expect(times.at(-1)).toBeLessThanOrEqual(own.clock.now());
    await own.close();
  });

  it('waits while the hub’s disk takes nothing, and nothing is taken twice when it does again', async () => {
    const own = await openLightStage();
    const enrolled = await own.enrol(own.token());
    const { agent, spool } = await own.start(enrolled);
    await waitFor(() => expect(own.arrived().length).toBeGreaterThan(1));
    own.store.breakWith('disk-full');
    const from = spool.last;
    await waitFor(() => expect(spool.last).toBeGreaterThan(from + 3));
    await waitFor(() => expect(agent.state().reason?.key).toBe('collector.light.fault.busy'));
    expect(spool.delivered).toBeLessThanOrEqual(from + 1);
    own.store.breakWith('writable');
    await waitFor(() => expect(spool.delivered).toBeGreaterThan(from + 3));
    await agent.stop();
    expect(own.arrived()).toEqual(range(own.arrived().length));
    await own.close();
  });

  it('is no way to put something else into the hub’s store', async () => {
    const { enrolment } = await stage.enrol(stage.token('point-8'));
    const link = createLink({ ...enrolment, identity: enrolment }, systemClock);
    const none = '0'.repeat(32);
    const record = JSON.stringify({ s: 1, d: none, w: 1, m: 1, b: 'b', r: { probeId: '<script>', reason: 'no' } });
    const counts = { first: 1, last: 1, bytes: 0, keptBytes: 1, probes: 0, figures: 0, overruns: 0, refused: 0 };
    const request = {
      ...{ protocol: 1, spool: 'a', now: 1, steady: { boot: 'b', ms: 1 }, assignment: '', delivered: 0 },
      ...{ state: { version: '1', ...counts, isWritable: true }, before: none, records: [record], gaps: [] },
    };
    const before = stage.deliveries.length;
    expect(await link.ask(paths.sync, request)).toMatchObject({ ok: true, taken: 1 });
    expect(stage.deliveries.slice(before)).toMatchObject([{ deliveries: [], gaps: [{ from: 1, reason: 'invalid' }] }]);
    expect(await link.ask(paths.sync, { ...request, records: ['no'] })).toEqual({ ok: false, fault: 'protocol' });
    expect(
      await link.ask(paths.renew, {
        request: makeRequest(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }), 'x'),
      }),
    ).toEqual({
      ok: false,
      fault: 'refused',
    });
    // Too long: refused before it has all come, so that the answer may be lost with the connection.
    const long = link.ask(paths.sync, { ...request, before: 'x'.repeat(3_000_000) }).catch(() => 'cut');
    expect(['cut', { ok: false, fault: 'refused' }]).toContainEqual(await long);
    link.close();
  });
});
