import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WirePage } from '../../api/wire.ts';
import type { WireFinding, WireFindingDetail, WireTopology } from '../../api/wire-findings.ts';
import { startTrialCity, type TrialCity } from './city.fake.ts';
import { type Fangzhou, longTestMs, scratchFolder, startFangzhou, until } from './fangzhou.fake.ts';

/** The real command over real sockets: a cable is moved, told, accepted, and written into the inventory by a person. */
describe('findings of a city whose cables are moved', () => {
  const scratch = scratchFolder();
  let city: TrialCity;
  let fangzhou: Fangzhou;

  beforeAll(async () => {
    city = await startTrialCity(scratch.path);
    city.edit('fangzhou.yaml', (text) => text.replace('period: 3s', 'period: 3s\n  topology_period: 5s'));
    fangzhou = await startFangzhou(['start', '--config', city.folder, '--data', join(scratch.path, 'data')], city.env);
    await until('a city that is surveyed whole', async () => {
      const { asked, agents } = await fangzhou.get<WireTopology>('/api/v1/topology');
      return asked === agents && agents > 0 ? true : undefined;
    });
  }, longTestMs);
  afterAll(async () => {
    await fangzhou?.stop();
    await city?.lab.stop();
    scratch.remove();
  });

  const open = async () => (await fangzhou.get<WirePage<WireFinding>>('/api/v1/findings?status=open&limit=500')).items;
  const change = async <T>(path: string, body: object): Promise<T> => {
    const response = await fangzhou.send('POST', path, body);
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  };
  /** Waits until exactly these elements have an open finding. */
  const opened = (...elements: readonly string[]) =>
    until(`open findings of ${elements.join(' and ') || 'nothing'}`, async () => {
      const items = await open();
      const ids = items.map(({ element }) => element.id).sort();
      return JSON.stringify(ids) === JSON.stringify([...elements].sort()) ? items : undefined;
    });
  const accepted = (): readonly Record<string, string>[] =>
    parse(readFileSync(join(scratch.path, 'data', 'accepted.csv')), { columns: true, bom: true });

  it(
    'are told, accepted with the lines to change, and gone for good once these are written',
    async () => {
      expect(await opened()).toEqual([]);
      await city.lab.apply('move-cable F01 ge-2-1');
      const found = await opened('F01', 'F03');
      const marks = (await fangzhou.get<WireTopology>('/api/v1/topology')).cables;
      expect(
        marks
          .filter(({ mark }) => mark === 'observed')
          .map(({ findingId }) => findingId)
          .sort(),
      ).toEqual(found.map(({ id }) => id).sort());

      for (const { id } of found) {
        const decided = await change<WireFindingDetail>(`/api/v1/findings/${id}/accept`, { reason: '线缆整改' });
        expect(decided).toMatchObject({ status: 'accepted', decision: { by: 'admin', reason: '线缆整改' } });
        expect(decided.proposal).toHaveLength(1);
      }
      await opened();
      await until('two lines to change', () => (accepted().length === 2 ? true : undefined));

      // What a person does with the list.
      city.edit('links.csv', (text) =>
        accepted().reduce((changed, { before = '', after = '' }) => changed.replace(`${before}\n`, `${after}\n`), text),
      );
      expect((await fangzhou.send('POST', '/-/reload')).status).toBe(200);
      await until('nothing left to change', () => (accepted().length === 0 ? true : undefined));
      await city.lab.apply('repair all');
      // Now the inventory says otherwise: the old ports are the wrong ones.
      expect((await opened('F01', 'F03')).map(({ declared }) => declared).sort()).toEqual([
        'jintan-agg-1/ge-1-1',
        'jintan-agg-1/ge-2-1',
      ]);
      await city.lab.apply('move-cable F01 ge-2-1');
      await opened();
    },
    longTestMs,
  );

  it(
    'for a machine that nobody declared, give a line that passes the check when it is pasted, and a record in the ledger',
    async () => {
      await city.lab.apply('foreign rulin-1-sw/ge-0-1');
      const [finding] = await opened('rulin-1-sw/ge-0-1');
      const path = `/api/v1/findings/${finding?.id}`;
      const decided = await change<WireFindingDetail>(`${path}/accept`, { reason: '新购打印机' });
      // Its port is another terminal's by the inventory: that is for a person to settle.
      expect(decided.proposal[0]?.notes.map(({ key }) => key)).toEqual([
        'inventory.propose.network',
        'inventory.propose.port',
      ]);
      const [line] = await until('a line to add', () => (accepted().length === 1 ? accepted() : undefined));
      expect(line?.note).toContain('rulin-1-t01');
      city.edit('terminals.csv', (text) => `${text.trimEnd()}\n${line?.after}\n`);
      expect((await fangzhou.send('POST', '/-/reload')).status).toBe(200);
      await until('nothing left to add', () => (accepted().length === 0 ? true : undefined));
      const query = encodeURIComponent(`finding ${finding?.id}`);
      const record = await until('a record that is signed', async () => {
        type Page = WirePage<{ readonly kind: string; readonly body: object }>;
        return (await fangzhou.get<Page>(`/api/v1/ledger/records?subject=${query}`)).items[0];
      });
      expect(record).toMatchObject({ kind: 'acknowledgement', body: { by: 'admin', reason: '新购打印机' } });
      // The cable that the test before moved, and wrote down, stays where it is.
      await city.lab.apply('repair rulin-1-sw/ge-0-1');
      await opened();
    },
    longTestMs,
  );

  it(
    'outlive a restart while they are rejected, and clear themselves when the network is put right',
    async () => {
      await city.lab.apply('foreign rulin-1-sw/ge-0-22');
      const [finding] = await opened('rulin-1-sw/ge-0-22');
      const path = `/api/v1/findings/${finding?.id}`;
      await change(`${path}/reject`, { reason: '请拔除' });
      await fangzhou.stop();
      fangzhou = await startFangzhou(
        ['start', '--config', city.folder, '--data', join(scratch.path, 'data')],
        city.env,
      );
      expect(await fangzhou.get<WireFindingDetail>(path)).toMatchObject({
        status: 'rejected',
        decision: { reason: '请拔除' },
      });
      await city.lab.apply('repair rulin-1-sw/ge-0-22');
      await until('a finding that cleared itself', async () =>
        (await fangzhou.get<WireFindingDetail>(path)).status === 'cleared' ? true : undefined,
      );
      const { history } = await fangzhou.get<WireFindingDetail>(path);
      expect(history.map(({ what }) => what)).toEqual(['seen', 'rejected', 'cleared']);
    },
    longTestMs,
  );
});
