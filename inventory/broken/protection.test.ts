import { append, cell, change, commonBreakages, describeBroken, text } from './breakage.fake.ts';

// Line 2 is jintan-app, line 3 jintan-db, line 16 the city's.
describeBroken('host-pairs.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,district,role,member_a,member_b,virtual_address,standby'),
  append(
    'jintan-app,city,app,city-core-1,city-sso-a,10.8.1.99,vrrp',
    'duplicate-id 17:1',
    'member-no-host 17:21',
    'member-twice 17:33',
  ),
  cell(2, 'district', 'jintam', 'unknown-reference'),
  cell(2, 'role', 'web', 'not-allowed'),
  cell(2, 'member_a', 'jintan-app-x', 'unknown-reference'),
  cell(2, 'member_a', 'jintan-agg-1', 'member-no-host'),
  cell(2, 'member_b', 'jintan-app-a', 'pair-same-member'),
  cell(3, 'member_a', 'jintan-app-a', 'member-twice'),
  cell(2, 'member_b', '', 'empty-value'),
  cell(2, 'virtual_address', '10.20.1.99', 'address-outside'),
  cell(2, 'virtual_address', '10.10.1.11', 'duplicate-address'),
  cell(3, 'virtual_address', '10.10.1.10', 'duplicate-address'),
  cell(2, 'virtual_address', '10.10.1', 'bad-address'),
  cell(2, 'standby', 'vrpp', 'not-allowed'),
  change(16, 'standby', 'utm-ha', 'member-no-utm 16:19', 'member-no-utm 16:30'),
]);

describeBroken('services.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,system,name_zh,name_en,district,app_pair,db_pair,url'),
  cell(3, 'id', 'jintan-budget', 'duplicate-id'),
  cell(2, 'id', '预算', 'bad-id'),
  cell(2, 'system', '', 'empty-value'),
  cell(2, 'name_zh', '', 'empty-value'),
  cell(2, 'district', 'jintam', 'unknown-reference'),
  cell(2, 'app_pair', 'jintan-apps', 'unknown-reference'),
  cell(2, 'app_pair', 'jintan-db', 'pair-role'),
  cell(2, 'db_pair', 'jintan-app', 'pair-role'),
  cell(2, 'app_pair', 'liyang-app', 'pair-other-district'),
  cell(2, 'url', '10.10.1.10/budget', 'bad-url'),
  cell(2, 'url', 'ftp://10.10.1.10/', 'bad-url'),
  cell(2, 'url', 'https://root:hunter2@10.10.1.10/', 'url-secret'),
]);

describeBroken('backups.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,office,district,repository,schedule,max_age,retention,drill'),
  cell(3, 'id', 'jincheng-business-data', 'duplicate-id'),
  cell(2, 'id', 'a b', 'bad-id'),
  cell(2, 'office', 'jinchen', 'unknown-reference'),
  cell(2, 'district', 'liyang', 'other-district'),
  cell(2, 'district', 'jintam', 'unknown-reference'),
  cell(2, 'repository', '', 'empty-value'),
  cell(2, 'schedule', '', 'empty-value'),
  cell(2, 'max_age', '26', 'bad-duration'),
  cell(2, 'max_age', '0h', 'bad-duration'),
  cell(2, 'retention', '1mo', 'bad-duration'),
  cell(2, 'retention', '25h', 'retention-below-age'),
]);

// Line 2 is the circuit of F01.
describeBroken('contracts.csv', [
  ...commonBreakages('circuit,carrier,monthly_fee,availability,credits'),
  cell(3, 'circuit', 'CT-2013-001', 'duplicate-id'),
  cell(2, 'circuit', 'CT-2031-001', 'unknown-reference'),
  cell(2, 'carrier', '', 'empty-value'),
  cell(2, 'monthly_fee', '1.200', 'bad-amount'),
  cell(2, 'monthly_fee', '-5', 'bad-amount'),
  cell(2, 'availability', '101', 'bad-percent'),
  cell(2, 'availability', '99.9999999', 'bad-percent'),
  cell(2, 'credits', '99.9:5% 99', 'bad-credit'),
  cell(2, 'credits', '99:5% 99.9:10%', 'credit-order'),
  cell(2, 'credits', '99.9:5%|99:5%', 'credit-order'),
]);

// Lines 2 and 3 are jincheng-1's first two terminals.
describeBroken('terminals.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,point,network,mac,address,switch,port,state,barcode'),
  cell(3, 'id', 'jincheng-1-t01', 'duplicate-id'),
  cell(2, 'point', 'jincheng-9', 'unknown-reference'),
  cell(2, 'network', 'both', 'not-allowed'),
  cell(2, 'mac', '02:f5:00:01:00', 'bad-mac'),
  cell(2, 'mac', '', 'empty-value'),
  cell(2, 'mac', 'ff:ff:ff:ff:ff:ff', 'group-mac'),
  cell(3, 'mac', '02-F5-00-01-00-01', 'duplicate-mac'),
  cell(2, 'address', '10.10.10.300', 'bad-address'),
  cell(2, 'address', '10.10.99.1', 'address-outside'),
  cell(3, 'address', '10.10.10.101', 'duplicate-address'),
  cell(2, 'address', '10.10.10.1', 'duplicate-address'),
  cell(2, 'switch', 'jincheng-2-sw', 'switch-elsewhere', 'port-twice 11:78'),
  cell(2, 'switch', 'jincheng-1-utm', 'no-switch'),
  cell(2, 'switch', 'jincheng-1-sv', 'unknown-reference'),
  cell(3, 'port', 'ge-0-1', 'port-twice'),
  cell(2, 'state', 'lost', 'not-allowed'),
  cell(3, 'barcode', 'FZ01001', 'duplicate-barcode'),
]);
