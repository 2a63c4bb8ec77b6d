import type { ParamDeclaration } from '../../src/charts/types.ts';

/** Declares a parameter, which is a text by default. */
export const declare = (name: string, more: Partial<ParamDeclaration> = {}): ParamDeclaration => ({
  name,
  label: name,
  type: 'string',
  default: null,
  multiple: false,
  options: null,
  ...more,
});
