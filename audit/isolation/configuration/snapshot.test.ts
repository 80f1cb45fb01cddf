import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalRecord, snapshotOf, snapshotRecord } from './snapshot.ts';

const take = (text: string) => {
  const snapshot = snapshotOf('utm', 1_000, text);
  if (snapshot === undefined) throw new Error('nothing in it');
  return snapshot;
};
const kinds = (text: string) => take(text).risky.map(({ kind, line }) => `${kind} ${line}`);

/** As a comware-like UTM writes it. */
const sound = `#
 version 7.1.064, Release 9333
#
sysname jincheng-1-utm
#
local-user admin class manage
 password hash $h$6$abcdef
#
snmp-agent community read cipher $c$3$secret1
#
interface GigabitEthernet1/0/1
 ip address 10.10.0.1 24
#
security-policy ip
 rule 0 name staff
  action pass
  source-zone trust
  destination-zone wan
  source-ip-subnet 10.10.10.0 24
  destination-ip-subnet 10.10.1.0 24
 rule 1 name rest
  action drop
#
return
`;

describe('a configuration that was exported', () => {
  it('has one digest whatever time, salt, spacing, comments, line ends and order of its sections', () => {
    const other = sound
      .replace('$h$6$abcdef', '$h$6$zyxwvu')
      .replace('cipher $c$3$secret1', 'cipher $c$3$other')
      .replace('#\n version', '! Last configuration change at 08:00\n#\n version')
      .replaceAll('\n', '\r\n');
    expect(take(other).digest).toBe(take(sound).digest);
    const sections = ['sysname a', 'ntp-service enable', 'interface g1\n ip address 10.1.1.1 24'];
    fc.assert(
      fc.property(fc.shuffledSubarray(sections, { minLength: 3 }), (order) => {
        expect(take(order.join('\n')).digest).toBe(take(sections.join('\n')).digest);
      }),
    );
  });

  it('has another digest when a rule is added, changed or moved before another', () => {
    const swapped = sound.replace(/( rule 0[\s\S]*?)( rule 1[\s\S]*?)#/, '$2$1#');
    expect(take(swapped).policyDigest).not.toBe(take(sound).policyDigest);
    const wider = sound.replace('10.10.1.0 24', '10.10.0.0 16');
    expect(take(wider).policyDigest).not.toBe(take(sound).policyDigest);
    const renamed = sound.replace('sysname jincheng-1-utm', 'sysname x');
    expect(take(renamed).policyDigest).toBe(take(sound).policyDigest);
    expect(take(renamed).digest).not.toBe(take(sound).digest);
  });

  it('opens nothing when it is sound', () => {
    expect(kinds(sound)).toEqual([]);
  });

  it.each([
    ['access-list 101 permit ip any any', ['any-destination 1', 'no-final-deny 0']],
    ['access-list 101 permit ip any any\naccess-list 101 deny ip any any', ['any-destination 1']],
    ['access-list 101 permit ip 10.1.0.0 0.0.255.255 any\naccess-list 101 deny ip any any', ['any-destination 1']],
    ['access-list 101 permit ip any 10.1.0.0 0.0.255.255\naccess-list 101 deny ip any any', []],
    ['acl number 3000\n rule 0 permit ip source 10.1.0.0 0.0.255.255\n rule 5 deny ip', ['any-destination 2']],
    ['acl number 3000\n rule 0 permit ip destination 10.1.0.0 0.0.255.255\n rule 5 deny ip', []],
    ['acl number 3000\n rule 0 permit ip destination 10.1.0.0 0.0.255.255', ['no-final-deny 0']],
    ['acl number 3000\n rule 0 permit ip', ['any-destination 2', 'no-final-deny 0']],
    ['security-policy ip\n rule 0 name all\n  action pass\n rule 1 name rest\n  action drop', ['any-destination 2']],
    [
      'config firewall policy\n    edit 1\n        set srcintf "any"\n        set dstintf "any"\n        set srcaddr "all"\n        set dstaddr "all"\n        set action accept\n    next\nend',
      ['any-destination 2', 'no-final-deny 0'],
    ],
    ['policy 1\n permit any to 10.10.1.0/24\ndefault-action deny', []],
    ['interface g1\n nat outbound 2000', ['nat 2']],
    ['interface Dialer1\n dialer user x', ['dial 1', 'dial 2']],
    ['interface Cellular0/0', ['cellular 1']],
    ['wlan ssid office', ['wireless 1']],
    ['sslvpn gateway g1', ['remote-vpn 1']],
    ['upnp enable', ['upnp 1']],
    ['cloud-management server domain x.example', ['cloud 1']],
    ['远程协助 开启', ['remote-vpn 1']],
    ['undo nat outbound\nno upnp\nwlan disable', []],
  ] as const)('names what opens a way out in: %s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it.each([
    ['ntp server 203.0.113.9', ['ntp 203.0.113.9']],
    ['ntp-service unicast-server 10.8.1.5 source-interface Vlan1', ['ntp 10.8.1.5']],
    ['ntp server ntp.example.com prefer', ['ntp ntp.example.com']],
    [
      'dns server 114.114.114.114\nip name-server 10.8.1.6 8.8.8.8',
      ['dns 114.114.114.114', 'dns 10.8.1.6', 'dns 8.8.8.8'],
    ],
    ['info-center loghost 10.8.1.30', ['syslog 10.8.1.30']],
    ['logging host 198.51.100.4', ['syslog 198.51.100.4']],
    ['config system dns\n    set primary 8.8.8.8\n    set source-ip 10.1.1.1\nend', ['dns 8.8.8.8']],
    [
      'config system ntp\n    config ntpserver\n        edit 1\n            set server "pool.example.org"\n        next\n    end\nend',
      ['ntp pool.example.org'],
    ],
    ['config log syslogd setting\n    set server "10.8.1.30"\nend', ['syslog 10.8.1.30']],
    ['dhcp server ip-pool a\n network 10.1.0.0 mask 255.255.255.0\n dns-list 223.5.5.5', ['dns 223.5.5.5']],
    ['undo ntp-service unicast-server 1.2.3.4\nno dns server 1.2.3.4\nhostname a.example.com', []],
  ] as const)('names the servers in: %s', (text, expected) => {
    expect(take(text).servers.map(({ what, address }) => `${what} ${address}`)).toEqual(expected);
  });

  it('keeps no secret: not in what it opens, not in its records', () => {
    const text = [
      'pppoe-client password simple Hunter2x',
      'pppoe user a psk Hunter2x',
      'ssid x passphrase "Hunter2x y"',
      "wlan wpa-psk ascii 0 'Hunter2x y'",
      'wlan security wpa2 psk pass-phrase Hunter2x aes',
      'radius-server key 7 Hunter2x wireless',
      'set nat enable; set psksecret ENC Hunter2x==',
      'sslvpn user a secret=Hunter2x',
      'dialer shared-secret: Hunter2x',
      'cloud community read cipher Hunter2x',
      '-----BEGIN KEY-----',
      'wlan Hunter2x',
      '-----END KEY-----',
    ].join('\n');
    const snapshot = take(text);
    expect(snapshot.risky).not.toEqual([]);
    expect(JSON.stringify([snapshot, snapshotRecord(snapshot)])).not.toContain('Hunter2x');
  });

  it('is nothing without a statement', () => {
    expect(snapshotOf('utm', 0, '')).toBeUndefined();
    expect(snapshotOf('utm', 0, '# only\n! comments\n\n')).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const snapshot = snapshotOf('utm', 0, text);
        if (snapshot !== undefined) expect(snapshot.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      }),
    );
  });

  it('is on record by its digest, and so is who approved it', () => {
    expect(snapshotRecord(take(sound))).toMatchObject({
      kind: 'evidence',
      subject: 'device utm',
      body: { digest: take(sound).digest, takenAt: '1970-01-01T00:00:01.000Z' },
    });
    const approval = { deviceId: 'utm', digest: 'sha256:a', approver: 'role', reason: 'change 7', at: 2_000 };
    expect(approvalRecord(approval)).toMatchObject({ kind: 'declaration', body: { approver: 'role' } });
  });
});
