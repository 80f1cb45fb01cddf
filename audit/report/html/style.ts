/** The look of a report: black on white, and every colour with a word beside it. Prints on A4 in landscape. */
export const css = `
:root { --pass: #0a6b3d; --fail: #b3261e; --unknown: #5a5f66; --waived: #7a5200; --line: #c9ced6; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 24px; color: #14181d; background: #fff;
  font: 14px/1.55 "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
header { padding: 0 0 14px 18px; border-left: 8px solid var(--unknown); }
header.pass { border-color: var(--pass); } header.fail { border-color: var(--fail); } header.waived { border-color: var(--waived); }
h1 { margin: 2px 0 8px; font-size: 25px; } h2 { margin: 26px 0 8px; font-size: 17px; border-bottom: 2px solid #14181d; }
.city { margin: 0; color: #4a515a; } .verdict { font-size: 16px; }
dl { margin: 0; } dl > div { display: flex; gap: 12px; padding: 1px 0; } dt { flex: 0 0 170px; color: #4a515a; } dd { margin: 0; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; }
.figures > div { display: block; padding: 8px 12px; border: 1px solid var(--line); }
.figures dd { font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; font-size: 12.5px; }
th, td { padding: 4px 6px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; background: #f1f3f6; vertical-align: bottom; } thead { display: table-header-group; }
.number { text-align: right; font-variant-numeric: tabular-nums; } .time { white-space: nowrap; }
.wide { font-size: 11px; } .wide td { border-bottom: 0; padding-bottom: 1px; } tfoot td { font-weight: 600; border-top: 2px solid #14181d; }
tr { break-inside: avoid; } .strip td { padding-top: 0; padding-bottom: 5px; border-bottom: 1px solid var(--line); }
.strip svg { display: block; width: 100%; height: 8px; background: #eef0f3; }
.badge { display: inline-block; padding: 0 8px; border: 1px solid; border-radius: 3px; font-weight: 600; white-space: nowrap; color: var(--unknown); }
.badge.pass { color: var(--pass); } .badge.fail { color: #fff; background: var(--fail); border-color: var(--fail); } .badge.waived { color: var(--waived); }
rect.isolated, rect.covered { fill: #7fbf9b; } rect.violated, rect.uncovered { fill: #b3261e; } rect.up { fill: #7fbf9b; } rect.degraded { fill: #e0a93b; } rect.down { fill: #b3261e; } rect.unknown { fill: #b9bec6; } rect.maintenance { fill: #6a8fd1; }
.legend, .note { color: #4a515a; font-size: 12px; } .key::before { content: ""; display: inline-block; width: 12px; height: 9px; margin: 0 4px 0 10px; }
.key.isolated::before, .key.covered::before { background: #7fbf9b; } .key.violated::before, .key.uncovered::before { background: #b3261e; } .key.up::before { background: #7fbf9b; } .key.degraded::before { background: #e0a93b; } .key.down::before { background: #b3261e; } .key.unknown::before { background: #b9bec6; } .key.maintenance::before { background: #6a8fd1; }
.signature { display: flex; gap: 20px; break-inside: avoid; } .qr { flex: 0 0 150px; } .qr svg { width: 150px; height: 150px; }
code { font-family: "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
.lines { display: flex; gap: 24px; margin-top: 46px; break-inside: avoid; } .lines div { flex: 1; border-top: 1px solid #14181d; padding-top: 4px; color: #4a515a; }
ul { margin: 4px 0; padding-left: 20px; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
