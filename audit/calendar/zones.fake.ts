/** Zones whose clocks change in every way that there is: at midnight, by half an hour, by a whole day, not at all. */
export const zones = [
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
] as const;
