/** Small choices kept in this browser. Storage may be forbidden; then they last as long as the page. */
type Choice = 'language' | 'theme' | 'alarm-sound' | 'alarm-notice';

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`fangzhou.${choice}`, value);
  } catch {
    // Private mode or a policy: the choice is simply not kept.
  }
}

export function recall(choice: Choice): string | null {
  try {
    return localStorage.getItem(`fangzhou.${choice}`);
  } catch {
    return null;
  }
}
