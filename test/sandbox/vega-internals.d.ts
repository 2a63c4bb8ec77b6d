/** Types for parts of Vega's packages that only tests use. */
declare module 'vega-runtime' {
  /** The context in which Vega creates a dataflow; `expr` generates code from expressions. */
  export function context(dataflow: object, transforms: object, functions: object): { readonly expr: object };
}

declare module 'vega-functions' {
  /** The functions of the language, as generated code calls them on `this`. */
  export const functionContext: object;
  /** Options of Vega's code generator: `functions` returns the generators of all functions, by name. */
  export const codegenParams: { functions(codegen: unknown): object };
  export function parseExpression(
    text: string,
    scope: object,
  ): { readonly $expr: import('./interpreter/three-ways.ts').Expression };
}
