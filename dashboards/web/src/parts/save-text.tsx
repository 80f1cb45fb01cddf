/** A button that saves a text as a file; not there when there is no text. */
export function SaveText({
  name,
  text,
  label,
}: {
  readonly name: string;
  readonly text: string | null;
  readonly label: string;
}) {
  if (text === null) return null;
  const save = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    // The browser has begun to read it by then.
    window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <button type="button" class="button small" onClick={save}>
      {label}
    </button>
  );
}
