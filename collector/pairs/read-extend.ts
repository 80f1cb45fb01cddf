import type { Clock } from '../../core/index.ts';
import { Cells } from '../snmp/cells.ts';
import { readScalars } from '../snmp/scalars.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { readTable } from '../snmp/table.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { pairReadLimits } from './limits.ts';
import type { Asked } from './model.ts';
import { absent, noAnswer, worstFault } from './outcome.ts';

/** NET-SNMP-EXTEND-MIB: nsExtendOutput1Table and nsExtendOutput2Table. */
const output1 = '1.3.6.1.4.1.8072.1.3.2.3.1';
const outLine = '1.3.6.1.4.1.8072.1.3.2.4.1.2';

/** What a command printed that the host's agent runs by name. */
export interface ExtendOutput {
  readonly text: string;
  /** nsExtendResult; undefined where the agent does not say. */
  readonly exitCode: number | undefined;
}

/**
 * Output of a declared `extend NAME` of the host's agent: whole by nsExtendOutputFull, or line by line where it does not fit into one
 * message. Never rejects; `absent` when the agent knows no such name.
 */
export async function readExtend({
  session,
  clock,
  name,
}: {
  readonly session: SnmpSession;
  readonly clock: Clock;
  readonly name: string;
}): Promise<Asked<ExtendOutput>> {
  const index = [Buffer.byteLength(name), ...Buffer.from(name)].join('.');
  const [lineCountOid, resultOid, fullOid] = [
    `${output1}.3.${index}`,
    `${output1}.4.${index}`,
    `${output1}.2.${index}`,
  ];
  const part = 'nsExtendOutput1Table';
  const cells = new Cells(part);
  const scalars = await readScalars(session, part, [lineCountOid, resultOid]);
  if (scalars.fault !== undefined) return noAnswer(scalars.fault, clock.now());
  const lineCount = cells.integer(scalars.values.get(lineCountOid), 'nsExtendOutNumLines');
  const exitCode = cells.integer(scalars.values.get(resultOid), 'nsExtendResult');
  if (lineCount === undefined) return absent(`extend ${name}`, clock.now());
  if (lineCount <= pairReadLimits.extendLinesAtOnce) {
    const full = await readScalars(session, part, [fullOid]);
    const whole = full.values.get(fullOid);
    if (whole?.type === 'octets') return answered(whole.value.toString('utf8'), exitCode, clock);
    if (full.fault !== undefined && full.fault.reason !== 'timeout' && full.fault.reason !== 'too-big')
      return noAnswer(full.fault, clock.now());
    // Too big for one message, or its fragments were lost.
  }
  const bounds = {
    rows: pairReadLimits.extendLines,
    octets: pairReadLimits.extendOctets,
    durationMs: pairReadLimits.tableMs,
  };
  const lines = await readTable({
    session,
    clock,
    part: 'nsExtendOutput2Table',
    columns: [`${outLine}.${index}`],
    bounds,
  });
  const fault = worstFault(lines.faults);
  if (fault !== undefined) return noAnswer(fault, clock.now());
  const texts = [...lines.rows.values()].map(([cell]) => textOf(cell));
  if (texts.length < lineCount) {
    const detail = `${texts.length} of ${lineCount} lines`;
    return noAnswer({ reason: 'truncated-table', part: 'nsExtendOutput2Table', detail }, clock.now());
  }
  return answered(texts.join('\n'), exitCode, clock);
}

function textOf(cell: SnmpValue | undefined): string {
  return cell?.type === 'octets' ? cell.value.toString('utf8') : '';
}

function answered(text: string, exitCode: number | undefined, clock: Clock): Asked<ExtendOutput> {
  return { outcome: 'answered', at: clock.now(), facts: { text, exitCode } };
}
