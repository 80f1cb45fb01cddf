import { append, cell, change, commonBreakages, describeBroken, text } from './breakage.fake.ts';

// Line 7 is the UTM of jincheng-1, line 8 its switch, line 2 the far end of jintan's links, line 163 the city's core.
describeBroken('devices.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,kind,location,district,address,snmp,note').filter(({ name }) => !name.startsWith('no column')),
  text('no column snmp', (before) => before.replace(',snmp,', ',,'), 'column-missing 1:0', 'column-unnamed 1:35'),
  append('jincheng-1-utm,utm,jincheng-1,jintan,10.10.10.9,v3,', 'duplicate-id 166:1'),
  append('jincheng 1,ups,jincheng-1,jintan,10.10.10.9,v3,', 'bad-id 166:1'),
  cell(7, 'kind', 'utmm', 'not-allowed'),
  cell(7, 'kind', '', 'empty-value'),
  cell(7, 'location', 'jincheng-9', 'unknown-reference'),
  cell(7, 'district', 'jintam', 'unknown-reference'),
  cell(7, 'district', 'liyang', 'other-district'),
  cell(2, 'district', 'liyang', 'other-district'),
  cell(7, 'address', '10.10.10.256', 'bad-address'),
  cell(7, 'address', '10.10.11.9', 'address-outside'),
  cell(2, 'address', '10.20.0.9', 'address-outside'),
  cell(163, 'address', '10.9.0.2', 'address-outside'),
  cell(8, 'address', '10.10.10.1', 'duplicate-address'),
  cell(7, 'snmp', 'public', 'unknown-credential'),
  cell(7, 'snmp', '', 'empty-value'),
  change(7, 'kind', 'router', 'point-without-utm points.csv:2:1'),
]);

// F01 (line 2) and F02 are jincheng-1's, F03 (line 4) jincheng-2's only one.
describeBroken('links.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,point,district,a_device,a_interface,b_device,b_interface,role,bandwidth,circuit'),
  cell(3, 'id', 'F01', 'duplicate-id'),
  cell(2, 'id', 'F 01', 'bad-id'),
  cell(2, 'point', 'jincheng-8', 'unknown-reference'),
  cell(2, 'district', 'jintna', 'unknown-reference'),
  cell(2, 'district', 'liyang', 'other-district'),
  cell(2, 'a_device', 'jintan-agg-9', 'unknown-reference'),
  cell(2, 'a_device', 'liyang-agg-1', 'link-end-district', 'interface-twice 11:35'),
  cell(2, 'b_device', 'jincheng-2-utm', 'link-end-point', 'interface-twice 4:58'),
  cell(2, 'b_device', 'jincheng-1-utn', 'unknown-reference'),
  cell(2, 'a_interface', '', 'empty-value'),
  cell(3, 'a_interface', 'ge-1-1', 'interface-twice'),
  cell(3, 'b_interface', 'wan1', 'interface-twice'),
  cell(2, 'role', 'main', 'not-allowed'),
  change(4, 'role', 'backup', 'point-without-primary points.csv:3:1'),
  cell(2, 'bandwidth', '100MB', 'bad-bandwidth'),
  cell(2, 'bandwidth', '0', 'bad-bandwidth'),
  text(
    'a link left out',
    (before) => before.replace(/^F03.*\n/m, ''),
    'point-without-link points.csv:3:1',
    'unknown-reference contracts.csv:4:1',
  ),
]);

const targets = 'device,target\njincheng-1-utm,udp:127.0.0.1:20001\njincheng-1-sw,udp:127.0.0.1:20002\n';

describeBroken(
  'targets.csv',
  [
    ...commonBreakages('device,target'),
    append('jincheng-1-utm,udp:127.0.0.1:20003', 'duplicate-id 4:1'),
    append('jincheng-9-utm,udp:127.0.0.1:20003', 'unknown-reference 4:1'),
    append(',udp:127.0.0.1:20003', 'empty-value 4:1'),
    append('city-core-1,', 'empty-value 4:13'),
    append('city-core-1,127.0.0.1:20003', 'bad-target 4:13'),
    append('city-core-1,tcp:127.0.0.1:20003', 'bad-target 4:13'),
    append('city-core-1,udp:localhost:20003', 'bad-target 4:13'),
    append('city-core-1,udp:127.0.0.1:65536', 'bad-target 4:13'),
    append('city-core-1,udp:127.0.0.1:0', 'bad-target 4:13'),
    append('city-core-1,udp:::1:161', 'bad-target 4:13'),
    append('city-core-1,udp:127.0.0.1:20002', 'duplicate-target 4:13'),
  ],
  targets,
);
