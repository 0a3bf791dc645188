declare module '*.ohm' {
  /** The text of a grammar, or in the bundle the recipe that it was compiled to. */
  const source: string;
  export { source as default };
}
