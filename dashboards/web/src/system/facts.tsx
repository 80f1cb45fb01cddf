import type { ComponentChildren } from 'preact';

/** Names and values as a table, named for those who listen. */
export function FactTable({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly (readonly [string, ComponentChildren])[];
}) {
  return (
    <table aria-label={label} class="system-facts">
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
