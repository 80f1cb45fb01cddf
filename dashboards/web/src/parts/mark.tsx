/** The ark. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-hull" d="M6 18h20l-4 7H10z" />
      <path class="mark-sail" d="M16 5v10.5h7z" />
      <path class="mark-sail light" d="M14.5 8v7.5h-5z" />
    </svg>
  );
}
