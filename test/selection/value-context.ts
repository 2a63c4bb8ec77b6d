import type { Selectable } from '../../src/charts/emphasis/selectable.ts';
import type { ValueContext } from '../../src/selection/selected-values.ts';

/** Returns the context of a value of the field `f`, which is on the x axis and has no column. */
export const valueContext = (
  selectable: Partial<Selectable> = {},
  more: Partial<ValueContext> = {},
): ValueContext => ({
  selectable: {
    field: 'f',
    key: 'f',
    binned: false,
    title: null,
    axis: 'x',
    continuous: false,
    time: false,
    ...selectable,
  },
  column: null,
  grain: 'day',
  clock: null,
  words: null,
  ...more,
});
