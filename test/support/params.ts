import type { ParamDeclaration } from '../../src/charts/types.ts';

/** A declared parameter. Default: text. */
export const declare = (name: string, more: Partial<ParamDeclaration> = {}): ParamDeclaration => ({
  name,
  label: name,
  type: 'string',
  default: null,
  multiple: false,
  options: null,
  ...more,
});
