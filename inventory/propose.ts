import { basename, join } from 'node:path';
import { type Message, message } from '../core/index.ts';
import { bounds } from './files/bounds.ts';
import { readTable } from './files/csv.ts';
import type { Row, Table } from './files/table.ts';
import { readText } from './files/text.ts';
import { Mistakes } from './mistakes/mistakes.ts';
import { freeId, sameMac, usualNetwork } from './propose-terminal.ts';
import { deviceColumns } from './tables/devices.ts';
import { terminalColumns } from './tables/terminals.ts';

/** A change of the inventory in terms of ids and columns. */
export interface RowProposal {
  /** Its name without a folder: `links.csv`. */
  readonly file: string;
  /** Of the line that changes; undefined: a line to be added. */
  readonly id: string | undefined;
  /** Column to its new cell. */
  readonly cells: Readonly<Record<string, string>>;
}

/** The same as it would stand in the file. */
export interface ProposedRow {
  readonly file: string;
  /** Of the line that changes, from 1; 0 for a line to be added. */
  readonly line: number;
  /** Empty for a line to be added. The same as `after` where the file says it already. */
  readonly before: string;
  readonly after: string;
  /** What was chosen for the person, and what the person must still write or settle. */
  readonly notes: readonly Message[];
}

type Cells = Readonly<Record<string, string>>;

/** Lines shown for one proposal: a renamed port may be named by a line for each of its terminals. */
const shownRows = 50;
const terminals = 'terminals.csv';
/** What a new line of a file must have for `check` to take it. */
const required: Readonly<Record<string, readonly string[]>> = {
  'devices.csv': deviceColumns.required,
  [terminals]: terminalColumns.required,
};

/** The inventory's files as they would be after what has been proposed so far: two new lines never have the same id or port. */
export interface Draft {
  /** The exact lines to change, in the order of the changes. A file or line that is not there is left out. */
  propose(changes: readonly RowProposal[]): Promise<readonly ProposedRow[]>;
}

/**
 * Reads the files as they are now and shows what would change; the inventory is never written by Fangzhou. `all`: every change
 * that will be proposed, so that a port that one of them leaves is free for another.
 */
export function openDraft(folder: string, all: readonly RowProposal[]): Draft {
  const tables = new Map<string, Table | undefined>();
  const leaving = new Set(
    all.flatMap(({ file, id, cells }) =>
      file === terminals && id !== undefined && cells.port !== undefined ? [id] : [],
    ),
  );
  const ids = new Set<string>();
  /** Switch and port to the terminal that a proposal puts there. */
  const ports = new Map<string, string>();

  async function table(file: string): Promise<Table | undefined> {
    if (!tables.has(file)) tables.set(file, await tableOf(folder, file));
    return tables.get(file);
  }

  /** Whose port it is, by the file or by what was proposed before. */
  function ownerOf(port: string, id: string | undefined, { rows }: Table): string | undefined {
    const declared = rows.find(
      (row) =>
        portOf(row.cell('switch'), row.cell('port')) === port &&
        row.cell('id') !== id &&
        !leaving.has(row.cell('id') ?? ''),
    );
    return ports.get(port) ?? declared?.cell('id');
  }

  /** A port has one terminal: where another has it, the cell stays empty until a person has settled it. */
  function settlePort(id: string, cells: Cells, row: Row | undefined, within: Table, notes: Message[]): Cells {
    const switchId = cells.switch ?? row?.cell('switch');
    const port = portOf(switchId, cells.port);
    if (port === undefined || cells.port === undefined) return cells;
    const owner = ownerOf(port, row?.cell('id'), within);
    if (owner === undefined) {
      ports.set(port, id);
      return cells;
    }
    notes.push(message('inventory.propose.port', { switch: switchId ?? '', port: cells.port, owner }));
    return { ...cells, port: '' };
  }

  function completed(cells: Cells, within: Table, notes: Message[]): Cells {
    const id = cells.id ?? freeId(within.rows, cells.point ?? '', ids);
    ids.add(id);
    const network = cells.network ?? usualNetwork(within.rows, cells);
    if (cells.network === undefined) notes.push(message('inventory.propose.network', { network }));
    return { ...cells, id, network };
  }

  function added({ file, cells }: RowProposal, within: Table): ProposedRow {
    const known = within.rows.find((row) =>
      file === terminals ? sameMac(row.cell('mac'), cells.mac) : row.cell('id') === cells.id && cells.id !== undefined,
    );
    if (known !== undefined) {
      const line = written(known, {}, within);
      return { file, line: known.line, before: line, after: line, notes: [] };
    }
    const notes: Message[] = [];
    const whole = file === terminals ? completed(cells, within, notes) : cells;
    const settled = file === terminals ? settlePort(whole.id ?? '', whole, undefined, within, notes) : whole;
    const blank = (required[file] ?? []).filter(
      (column) => within.columns.has(column) && (settled[column] ?? '') === '',
    );
    if (blank.length > 0) notes.push(message('inventory.propose.fill', { columns: blank.join(', ') }));
    return { file, line: 0, before: '', after: written(undefined, settled, within), notes };
  }

  function changed({ file, id = '', cells }: RowProposal, row: Row, within: Table): ProposedRow {
    const notes: Message[] = [];
    const settled = file === terminals ? settlePort(id, cells, row, within, notes) : cells;
    return { file, line: row.line, before: written(row, {}, within), after: written(row, settled, within), notes };
  }

  return {
    async propose(changes) {
      const proposed: ProposedRow[] = [];
      for (const change of changes.slice(0, shownRows)) {
        const within = await table(change.file);
        if (within === undefined) continue;
        const row = within.rows.find((each) => each.cell('id') === change.id);
        if (change.id === undefined) proposed.push(added(change, within));
        else if (row !== undefined) proposed.push(changed(change, row, within));
      }
      return proposed;
    },
  };
}

function portOf(switchId: string | undefined, port: string | undefined): string | undefined {
  return switchId === undefined || port === undefined || switchId === '' || port === ''
    ? undefined
    : `${switchId} ${port}`;
}

function written(row: Row | undefined, cells: Cells, { columns, separator }: Table): string {
  const line = [...columns].map(([name, index]) => cells[name] ?? row?.cell(name) ?? row?.cells[index] ?? '');
  return line.map((cell) => quoted(cell, separator)).join(separator);
}

/** The file as rows, whatever columns it has; undefined when it cannot be read. */
async function tableOf(folder: string, file: string): Promise<Table | undefined> {
  const mistakes = new Mistakes();
  const text = await readText({ file: join(folder, basename(file)), maxBytes: bounds.csvBytes, mistakes });
  if (text === undefined) return undefined;
  const [header = ''] = text.split(/\r?\n/, 1);
  const names = header.split(/[,;\t]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return readTable({ file, text, columns: { required: names, optional: names }, mistakes });
}

/** RFC 4180: a cell with a separator, a quote or a line break stands in quotes. */
function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
