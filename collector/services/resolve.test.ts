import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { folderFor, removeFolder } from '../pairs/engines/stages/server-process.fake.ts';
import { ProbeFault } from './attempt.ts';
import { type ResolveOptions, resolveHost } from './resolve.ts';
import { dnsmasqStage, type SmallServer } from './stages/small-servers.fake.ts';

suiteNeeding(['dnsmasq'], 'the addresses of a host', () => {
  let stage: SmallServer;
  let folder: string;
  const never = new AbortController().signal;
  beforeAll(async () => {
    folder = folderFor(undefined, 'fangzhou-resolve');
    stage = await dnsmasqStage([
      ...[
        'local=/city.test/',
        'host-record=budget.city.test,10.1.0.5,2001:db8::5',
        'host-record=six.city.test,2001:db8::6',
      ],
    ]);
    writeFileSync(
      join(folder, 'hosts'),
      '# own\n10.1.0.9 sso.city.test sso # single sign-on\n2001:db8::9 SSO.city.test\nbroken line\n',
    );
    writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\nsearch nowhere.test city.test\n');
  }, 60_000);
  afterAll(async () => {
    await stage.close();
    removeFolder(folder);
  });

  const find = async (host: string, more: Partial<ResolveOptions> = {}): Promise<readonly string[] | string> => {
    const files = { hostsFile: join(folder, 'hosts'), resolvFile: join(folder, 'resolv.conf') };
    try {
      return await resolveHost(host, { signal: never, servers: [`127.0.0.1:${stage.port}`], ...files, ...more });
    } catch (thrown) {
      if (!(thrown instanceof ProbeFault)) throw thrown;
      const { key, params } = thrown.tried.reason ?? { key: '' };
      return `${key.replace('collector.services.', '')} ${params?.code ?? ''}`.trim();
    }
  };

  it('are itself where it is an address, and never asked for where they are known', async () => {
    expect(await find('10.1.2.3')).toEqual(['10.1.2.3']);
    expect(await find('2001:db8::1')).toEqual(['2001:db8::1']);
    expect(await find('localhost')).toEqual(['127.0.0.1', '::1']);
    expect(await find('SSO.City.test')).toEqual(['10.1.0.9', '2001:db8::9']);
    expect(await find('sso')).toEqual(['10.1.0.9']);
  });

  it('are those of both families, by name servers', async () => {
    expect(await find('budget.city.test')).toEqual(['10.1.0.5', '2001:db8::5']);
    expect(await find('six.city.test.')).toEqual(['2001:db8::6']);
  });

  it('are looked for in the search list where the name has no dot', async () => {
    expect(await find('budget')).toEqual(['10.1.0.5', '2001:db8::5']);
    expect(await find('budget.')).toBe('resolver EREFUSED');
  });

  it('are unknown to a server that answers, and not told by one that refuses or keeps quiet', async () => {
    expect(await find('nobody.city.test')).toBe('unknown-host');
    expect(await find('budget.elsewhere.test')).toBe('resolver EREFUSED');
    const silent = createSocket('udp4');
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
    const controller = new AbortController();
    const asked = find('budget.city.test', {
      servers: [`127.0.0.1:${silent.address().port}`],
      signal: controller.signal,
    });
    await new Promise((resolve) => silent.once('message', resolve));
    controller.abort();
    expect(await asked).toBe('resolver ECANCELLED');
    silent.close();
  });

  it('are there although the server keeps quiet about IPv6', async () => {
    const half = createSocket('udp4');
    await new Promise<void>((resolve) => half.bind(0, '127.0.0.1', resolve));
    half.on('message', (bytes, from) => {
      // Type AAAA (28) before the class at the question's end.
      if (bytes.readUInt16BE(bytes.indexOf(Buffer.from('\x04test\0', 'latin1')) + 6) === 28) return;
      const back = createSocket('udp4');
      back.on('message', (answer) => {
        half.send(answer, from.port, from.address);
        back.close();
      });
      back.send(bytes, stage.port, '127.0.0.1');
    });
    expect(await find('budget.city.test', { servers: [`127.0.0.1:${half.address().port}`] })).toEqual(['10.1.0.5']);
    half.close();
  });
});
