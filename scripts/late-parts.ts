/**
 * What is split off Vega's packages, to be loaded by need. `roots` are called by the rest of a package only where a
 * chart needs the part. (A part is worth its own request where it is large, or needed by few charts: a kilobyte takes
 * 5 ms on a slow line, a request 150.)
 */
import type { LatePart } from './split-module.ts';

/** By package, and by the name of the part. */
export const LATE_PARTS: Readonly<Record<string, Readonly<Record<string, LatePart>>>> = {
  'vega-lite': {
    'composite-marks': {
      roots: ['normalizeBoxPlot', 'normalizeErrorBar', 'normalizeErrorBand'],
    },
    selections: {
      roots: [
        'parseUnitSelection',
        'selectionCompilers',
        'interval',
        'scaleBindings',
        'legendBindings',
        'inputBindings',
        'parseSelectionExtent',
        'assembleSelectionScaleDomain',
      ],
      edits: [
        // Without a selection it is called as well, and makes none.
        [
          'this.component.selection = parseUnitSelection(this, this.selection);',
          'this.component.selection = this.selection?.length ? parseUnitSelection(this, this.selection) : {};',
        ],
      ],
    },
    facets: {
      roots: ['FacetModel', 'FacetNode', 'ConcatModel'],
    },
    transforms: {
      roots: [
        'DensityTransformNode',
        'ExtentTransformNode',
        'FlattenTransformNode',
        'FoldTransformNode',
        'GraticuleNode',
        'JoinAggregateTransformNode',
        'LoessTransformNode',
        'LookupNode',
        'PivotTransformNode',
        'QuantileTransformNode',
        'RegressionTransformNode',
        'SampleTransformNode',
        'SequenceNode',
        'WindowTransformNode',
      ],
    },
  },
};
