import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountOf,
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
  subfolder,
} from '../../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../../core/index.ts';
import { freePort } from '../../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { commonOf, never, pageTo } from '../to-send.fake.ts';
import { ippRequest, operations, readIpp } from './ipp.ts';
import { healthOf, openPrinter } from './printer.ts';

const printerAt = (url: string) =>
  openPrinter({ ...commonOf('paper'), kind: 'printer', url, authority: undefined }, systemClock, 'Asia/Shanghai');

suiteNeeding(['cupsd', 'pdftotext', 'root'], 'a queue of a real CUPS', () => {
  // CUPS refuses to work as root.
  const account = accountOf('lp');
  const folder = folderFor(account, 'fangzhou-cups');
  const at = (...path: readonly string[]): string => join(folder, ...path);
  let cups: ServerProcess;
  let url = '';

  beforeAll(async () => {
    const port = await freePort();
    url = `ipp://127.0.0.1:${port}/printers/duty`;
    for (const name of ['root', 'spool', 'cache', 'run']) subfolder(account, folder, name);
    writeFileSync(
      at('files.conf'),
      `ServerRoot ${at('root')}
RequestRoot ${at('spool')}
TempDir ${at('spool')}
CacheDir ${at('cache')}
StateDir ${at('run')}
AccessLog ${at('access')}
ErrorLog ${at('error')}
PageLog ${at('page')}
FileDevice Yes
User lp
Group lp
`,
    );
    writeFileSync(
      at('cupsd.conf'),
      `Listen 127.0.0.1:${port}
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
`,
    );
    writeFileSync(
      at('root', 'printers.conf'),
      '<DefaultPrinter duty>\nInfo duty\nDeviceURI file:/dev/null\nState Idle\nAccepting Yes\n</DefaultPrinter>\n',
      { mode: 0o600 },
    );
    const flags = ['-f', '-c', at('cupsd.conf'), '-s', at('files.conf')];
    cups = startServer(toolPath('cupsd'), flags, { account: undefined, cwd: folder });
    await eventually(async () => {
      if (!cups.running()) throw new Error(cups.said());
      expect(await printerAt(url).check(never)).toMatchObject({ state: 'good' });
    });
  }, 60_000);
  afterAll(async () => {
    await cups?.stop('SIGKILL');
    removeFolder(folder);
  });

  it('prints a page in Chinese, and says when it is done', async () => {
    const page = pageTo('');
    expect(await printerAt(url).send(page, never)).toEqual({ outcome: 'delivered', reference: '1' });
    // CUPS keeps what it printed.
    const text = execFileSync(toolPath('pdftotext'), [at('spool', 'd00001-001'), '-'], { encoding: 'utf8' });
    expect(text.replace(/\s/g, '')).toContain(page.subject.replace(/\s/g, ''));
    expect(text).toContain('Asia/Shanghai');
  });

  it('a queue that is not there refuses, and a server that is not there fails', async () => {
    const other = printerAt(url.replace('duty', 'other'));
    expect(await other.send(pageTo(''), never)).toEqual({ outcome: 'refused', detail: 'IPP 0x406' });
    const nobody = printerAt('ipp://127.0.0.1:1/ipp/print');
    expect((await nobody.check(never)).reason.key).toBe('alerts.channel.printer.unreachable');
    expect(await nobody.send(pageTo(''), never)).toMatchObject({ outcome: 'failed' });
  });
});

it.each([
  [{ 'printer-state': [3] }, 'good'],
  [{ 'printer-state': [4], 'printer-state-reasons': ['toner-low-warning'] }, 'good'],
  [{ 'printer-state': [3], 'printer-state-reasons': ['media-empty-error'] }, 'stopped'],
  [{ 'printer-state': [5] }, 'stopped'],
  [{ 'printer-state': [3], 'printer-is-accepting-jobs': [0] }, 'stopped'],
  [{ 'printer-state': [3], 'document-format-supported': ['image/pwg-raster'] }, 'no-pdf'],
])('a printer that says %j is %s', (said, name) => {
  const formats = { 'document-format-supported': ['application/pdf'] };
  const attributes = new Map<string, readonly (string | number)[]>(Object.entries({ ...formats, ...said }));
  expect(healthOf({ status: 0, attributes }).reason.key).toBe(`alerts.channel.printer.${name}`);
});

describe('IPP', () => {
  it('a request has the octets of RFC 8010, A.1', () => {
    const octets = ippRequest(operations.printJob, 1, [['uri', 'printer-uri', 'ipp://p/ipp']]);
    expect(octets.subarray(0, 9).toString('hex')).toBe('010100020000000101');
    expect(octets.subarray(9, 37).toString('latin1')).toBe('\x47\x00\x12attributes-charset\x00\x05utf-8');
    expect(octets.at(-1)).toBe(3);
  });

  it('what is read is what was written, and anything else is none', () => {
    const found = readIpp(
      ippRequest(0, 7, [
        ['keyword', 'reasons', 'a', 'b'],
        ['integer', 'job-id', 70_000],
      ]),
    );
    expect([found?.attributes.get('reasons'), found?.attributes.get('job-id')]).toEqual([['a', 'b'], [70_000]]);
    const whole = ippRequest(0, 7, []);
    for (let length = 0; length < whole.length; length += 1) expect(readIpp(whole.subarray(0, length))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => void readIpp(Buffer.from([1, 1, ...octets]))));
  });
});
