declare module 'dictionary:zh-CN' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module 'dictionary:en' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module 'dictionary:later-zh-CN' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
declare module 'dictionary:later-en' {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
