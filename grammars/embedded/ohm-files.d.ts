declare module '*.ohm' {
  const text: string;
  export { text as default };
}
