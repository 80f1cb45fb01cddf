/** What makers and programs call the two roles. */
const active = ['active', 'master', 'primary', 'leader', 'main', '主', '主用', '主机'];
const standby = ['standby', 'backup', 'slave', 'secondary', 'replica', 'passive', '备', '备用', '备机', '从'];
const none = ['none', 'standalone', 'disabled', 'off'];

/** The role that a word means; undefined where it means none of ours. */
export function roleOfWord(word: string): 'active' | 'standby' | 'none' | undefined {
  const lower = word.trim().toLowerCase();
  if (active.includes(lower)) return 'active';
  if (standby.includes(lower)) return 'standby';
  return none.includes(lower) ? 'none' : undefined;
}
