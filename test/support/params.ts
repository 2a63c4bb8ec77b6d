import type { ParamDeclaration } from '../../src/charts/types.ts';

/** A parameter as a viz declares it: text, unless told otherwise. */
export const declare = (name: string, more: Partial<ParamDeclaration> = {}): ParamDeclaration => ({
  name,
  label: name,
  type: 'string',
  default: null,
  multiple: false,
  options: null,
  ...more,
});
