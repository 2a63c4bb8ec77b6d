/** What the tests use of Vega's packages beyond what the sources do. */
declare module 'vega-runtime' {
  /** The state in which a dataflow is built up; `expr` generates code from expressions. */
  export function context(dataflow: object, transforms: object, functions: object): { readonly expr: object };
}

declare module 'vega-functions' {
  /** The functions of the language, as generated code calls them on `this`. */
  export const functionContext: object;
  /** What Vega generates code by: `functions` gives the generators of all functions, by name. */
  export const codegenParams: { functions(codegen: unknown): object };
  export function parseExpression(
    text: string,
    scope: object,
  ): { readonly $expr: import('./three-ways.ts').Expression };
}
