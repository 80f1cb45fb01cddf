import { append, cell, change, commonBreakages, describeBroken, text } from './breakage.fake.ts';

describeBroken('districts.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,name_zh,name_en,prefix'),
  append('jintan,重复,Again,10.90.0.0/16', 'duplicate-id 9:1'),
  append('city,重复,Again,10.90.0.0/16', 'reserved-id 9:1'),
  append('new district,新区,New,10.90.0.0/16', 'bad-id 9:1'),
  append(',新区,New,10.90.0.0/16', 'empty-value 9:1'),
  append('new,,New,10.90.0.0/16', 'empty-value 9:5'),
  append('new,新区,New,', 'empty-value 9:12'),
  append('new,新区,New,10.90.0.0', 'bad-prefix 9:12'),
  append('new,新区,New,10.90.0.0/33', 'bad-prefix 9:12'),
  append('new,新区,New,10.90.1.0/16', 'host-bits 9:12'),
  append('new,新区,New,10.90.0.0/16 2001:db8::/129', 'bad-prefix 9:12'),
  append('new,新区,New,10.10.128.0/17', 'prefix-overlap 9:12'),
  append('new,新区,New,10.8.0.0/15', 'prefix-overlap 9:12'),
  append('new,新区,New,10.90.0.0/16|10.90.1.0/24', 'prefix-overlap 9:12'),
]);

describeBroken('offices.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,name_zh,district'),
  append('jincheng,某镇财政所,jintan', 'duplicate-id 60:1'),
  append('-new,某镇财政所,jintan', 'bad-id 60:1'),
  append(`${'x'.repeat(65)},某镇财政所,jintan`, 'bad-id 60:1'),
  append(',某镇财政所,jintan', 'empty-value 60:1'),
  append('new,,jintan', 'empty-value 60:5'),
  append('new,某镇财政所,', 'empty-value 60:11'),
  append('new,某镇财政所,jintam', 'unknown-reference 60:11'),
  append('new,某镇财政所,city', 'unknown-reference 60:11'),
  append('new,某镇\u0000财政所,jintan', 'control-character 60:5'),
  // The office's own points and data sets disagree with it now; the last is the one planted as a witness.
  change(
    2,
    'district',
    'liyang',
    'other-district points.csv:2:21',
    'other-district points.csv:3:21',
    'other-district backups.csv:2:33',
    'other-district backups.csv:60:12',
  ),
]);

describeBroken('points.csv', [
  text('no file', () => undefined, 'file-missing 0:0'),
  ...commonBreakages('id,office,district,prefix'),
  append('jincheng-1,jincheng,jintan,10.10.250.0/24', 'duplicate-id 65:1'),
  append('new 1,jincheng,jintan,10.10.250.0/24', 'bad-id 65:1'),
  append(
    'jintan-dc,jincheng,jintan,10.10.250.0/24',
    'reserved-id 65:1',
    'point-without-utm 65:1',
    'point-without-link 65:1',
  ),
  append(
    'new,jincheng,jintan,10.10.250.0/24',
    'point-without-utm 65:1',
    'point-without-switch 65:1',
    'point-without-link 65:1',
  ),
  cell(2, 'office', 'nowhere', 'unknown-reference'),
  cell(2, 'office', '', 'empty-value'),
  cell(2, 'district', 'jintann', 'unknown-reference'),
  cell(2, 'prefix', '', 'empty-value'),
  cell(2, 'prefix', '10.10.10/24', 'bad-prefix'),
  cell(2, 'prefix', '10.10.10.1/24', 'host-bits'),
  cell(2, 'prefix', '10.10.10.0/24 10.20.99.0/24', 'prefix-outside'),
  change(2, 'prefix', '10.10.10.0/23', 'prefix-overlap 3:28'),
  cell(3, 'prefix', '10.10.11.0/24 10.10.10.128/25', 'prefix-overlap'),
]);
