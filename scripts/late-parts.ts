/**
 * What is split off Vega's packages, to be loaded by need. `roots` are called by the rest of a package only where a
 * chart needs the part. (A part is worth its own request where it is large, or needed by few charts: a kilobyte takes
 * 5 ms on a slow line, a request 150.)
 */
import type { LatePart } from './split-module.ts';

/** By package, and by the name of the part. */
export const LATE_PARTS: Readonly<Record<string, Readonly<Record<string, LatePart>>>> = {
  'vega-scenegraph': {
    // What paints and finds marks on a canvas, and writes SVG as text for an export.
    canvas: {
      roots: [
        'CanvasHandler',
        'CanvasRenderer',
        'HybridHandler',
        'HybridRenderer',
        'SVGStringRenderer',
        'markup',
        'pickVisit',
        'serializeXML',
        'setHybridRendererOptions',
      ],
      edits: [
        ['    draw: drawAll(draw),\n    pick: pickPath(draw),\n', '    path: draw,\n'],
        [
          / {2}const hit = hitPath\(draw\);\n {2}function pick\(context, scene, x, y, gx, gy\) \{[^]*?\n {2}\}\n {2}return \{\n/,
          '  return {\n',
        ],
        ['    draw: drawOne(draw),\n    pick: pick,\n', '    path: draw,\n'],
        ['  draw: draw$4,\n  pick: pick,\n', ''],
        ['  draw: draw$3,\n  pick: pick$1(),\n', ''],
        ['  draw: drawAll(path$1),\n  pick: pickPath(path$1),\n', '  path: path$1,\n'],
        ['  draw: drawAll(draw$2),\n  pick: pickPath(draw$2),\n', '  path: draw$2,\n'],
        ['  draw: draw$1,\n  pick: pick$1(hit$1),\n', ''],
        ['  draw: draw,\n  pick: pick$1(hit),\n', ''],
        [/modules\[Canvas\] = modules\[PNG\] = \{[^]*?\n\};\n/, ''],
        ['  headless: SVGStringRenderer,\n', ''],
        [/modules\[Hybrid\] = \{[^]*?\n\};\n/, ''],
      ],
      setup: `
        for (const mark of [arc, path$2, rect, shape, symbol]) {
          mark.draw = drawAll(mark.path);
          mark.pick = pickPath(mark.path);
        }
        for (const mark of [area, line, trail]) {
          const hit = hitPath(mark.path);
          mark.draw = drawOne(mark.path);
          mark.pick = (context, scene, x, y, gx, gy) => {
            const { items, bounds } = scene;
            if (!items || !items.length || (bounds && !bounds.contains(gx, gy))) return null;
            return hit(context, items, x * context.pixelRatio, y * context.pixelRatio) ? items[0] : null;
          };
        }
        Object.assign(group, { draw: draw$4, pick });
        Object.assign(image, { draw: draw$3, pick: pick$1() });
        Object.assign(rule, { draw: draw$1, pick: pick$1(hit$1) });
        Object.assign(text, { draw, pick: pick$1(hit) });
        modules[Canvas] = modules[PNG] = {
          renderer: CanvasRenderer, headless: CanvasRenderer, handler: CanvasHandler,
        };
        modules[SVG].headless = SVGStringRenderer;
        modules[Hybrid] = { renderer: HybridRenderer, headless: HybridRenderer, handler: HybridHandler };
      `,
    },
    // Shapes that are given as the text of an SVG path.
    paths: { roots: ['parse', 'pathRender'] },
    curves: {
      roots: [],
      edits: [
        [
          / {2}'basis': \{\n[^]*?( {2}'linear': \{[^]*?\n {2}\},\n) {2}'linear-closed': \{[^]*?\n {2}\},\n([^]*?) {2}'natural': \{[^]*?\n {2}\},\n/,
          '$1$2',
        ],
      ],
      setup: `
        Object.assign(lookup, {
          basis: { curve: curveBasis },
          'basis-closed': { curve: curveBasisClosed },
          'basis-open': { curve: curveBasisOpen },
          bundle: { curve: curveBundle, tension: 'beta', value: 0.85 },
          cardinal: { curve: curveCardinal, tension: 'tension', value: 0 },
          'cardinal-open': { curve: curveCardinalOpen, tension: 'tension', value: 0 },
          'cardinal-closed': { curve: curveCardinalClosed, tension: 'tension', value: 0 },
          'catmull-rom': { curve: curveCatmullRom, tension: 'alpha', value: 0.5 },
          'catmull-rom-closed': { curve: curveCatmullRomClosed, tension: 'alpha', value: 0.5 },
          'catmull-rom-open': { curve: curveCatmullRomOpen, tension: 'alpha', value: 0.5 },
          'linear-closed': { curve: curveLinearClosed },
          natural: { curve: curveNatural },
        });
      `,
    },
  },
  'vega-view': {
    // Until a view has a renderer, something must remember who listens: a handler for SVG can as well.
    canvas: {
      roots: [],
      edits: [
        [
          'import { point, renderModule, CanvasHandler, RenderType, Scenegraph }',
          'import { point, renderModule, SVGHandler, RenderType, Scenegraph }',
        ],
        ['new CanvasHandler()', 'new SVGHandler()'],
      ],
    },
    // The inputs that a spec binds its parameters to.
    inputs: { roots: ['bind'] },
  },
  'vega-statistics': {
    statistics: {
      roots: [
        ...['sample', 'density', 'cumulative', 'quantile'].flatMap((what) => [
          `${what}Normal`,
          `${what}LogNormal`,
          `${what}Uniform`,
        ]),
        'bootstrapCI',
      ],
    },
  },
  'vega-functions': {
    // The easing functions of expressions.
    easing: {
      roots: ['easeFunctions'],
      edits: [['  ...easeFunctions\n', '']],
      setup: 'for (const name in easeFunctions) expressionFunction(name, easeFunctions[name]);',
    },
  },
  'vega-selections': {
    // The functions that expressions ask selections with; those of Vega-Lite alone have such.
    'selection-functions': {
      roots: ['selectionTest', 'selectionIdTest', 'selectionResolve', 'selectionTuples', 'selectionVisitor'],
    },
  },
  // What reads which events a signal listens to, and what triggers a change of data: selections alone have such.
  'vega-event-selector': { selections: { roots: ['eventSelector'] } },
  'vega-parser': { 'selection-functions': { roots: ['parseStream', 'parseTrigger', 'parseUpdate'] } },
  'vega-scale': {
    // Scales that are neither linear nor discrete, and ways between two colours other than the usual two.
    scales: {
      roots: ['rareScales', 'rareInterpolators'],
      edits: [
        [
          "import * as $$1 from 'd3-interpolate';\n",
          "import * as $$1 from 'd3-interpolate';\nimport { piecewise, interpolateRgb, interpolateHcl } from 'd3-interpolate';\n" +
            'const interpolators = { interpolateRgb, interpolateHcl };\nconst rareScales = $;\nconst rareInterpolators = $$1;\n',
        ],
        ['$$1.piecewise(', 'piecewise('],
        ['$$1[method(type)]', '(interpolators[method(type)] ?? rareInterpolators[method(type)])'],
        [
          'const s = constructor();',
          "const s = typeof constructor === 'string' ? rareScales[constructor]() : constructor();",
        ],
        [
          /\$\.(scale(?:Log|Pow|Sqrt|Symlog|Sequential[A-Z]\w*|Diverging\w*|Quantile|Quantize|Threshold))\b/g,
          "'$1'",
          16,
        ],
      ],
    },
    // Colours but for those that Vega takes by itself.
    schemes: {
      roots: [],
      edits: [
        [/(const discrete = \{\n[^]*?)( {2}tableau10: '\w+'),\n/, 'const usual = {\n$2\n};\n$1'],
        [
          /(const continuous = \{\n)( {2}blues: '\w+',\n)([^]*?)( {2}blueOrange: '\w+',\n)([^]*?)( {2}yellowGreenBlue: '\w+',\n)/,
          'const usualRamps = {\n$2$4$6};\n$1$3$5',
        ],
        ['apply(discrete, colors);\napply(continuous, ', 'apply(usual, colors);\napply(usualRamps, '],
      ],
      setup: `
        apply(discrete, colors);
        apply(continuous, (_) => interpolateColors(colors(_)));
      `,
    },
  },
  'd3-time-format': {
    // What reads dates by a pattern: half of the package, inside the function that knows a language.
    'date-parsing': {
      roots: ['parserOf'],
      edits: [
        [
          /function formatLocale\(locale\) \{\n( {2}var locale_dateTime[^]*?locale\.shortMonths;\n)\n( {2}var periodRe[^]*?\(locale_shortMonths\);\n)([^]*?)( {2}var parses = \{[^]*?\n {2}\};\n)([^]*?)( {2}function newParse[^]*?)( {2}function formatShortWeekday)/,
          'function parserOf(locale, specifier, isUtc) {\n$1$2$4$6  return newParse(specifier, isUtc);\n}\n\nfunction formatLocale(locale) {\n$1$3$5$7',
        ],
        ['newParse(specifier += "", false)', 'parserOf(locale, specifier += "", false)'],
        ['newParse(specifier += "", true)', 'parserOf(locale, specifier += "", true)'],
      ],
    },
  },
  'd3-color': {
    scales: { roots: ['gray', 'lch', 'cubehelix'] },
  },
  'vega-transforms': {
    statistics: {
      roots: ['CountPattern', 'Cross', 'Density', 'DotBin', 'KDE', 'Quantile', 'Sample'],
    },
    shaping: {
      roots: [
        'Flatten',
        'Fold',
        'Generate',
        'Impute',
        'JoinAggregate',
        'Lookup',
        'Pivot',
        'Sequence',
        'Window',
      ],
    },
  },
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
      roots: [
        'FacetModel',
        'FacetNode',
        'ConcatModel',
        'assembleHeaderGroup',
        'assembleLayoutTitleBand',
        'assembleTitleGroup',
        'replaceRepeaterInFieldDef',
        'replaceRepeaterInMapping',
      ],
    },
    maps: {
      roots: ['GeoJSONNode', 'GeoPointNode', 'ProjectionComponent', 'gatherFitData'],
      edits: [
        // They do nothing for a chart without a projection.
        [
          'head = GeoJSONNode.parseAll(head, model);',
          'const mapped = model.hasProjection || model.channelHasField(SHAPE);\n        if (mapped) head = GeoJSONNode.parseAll(head, model);',
        ],
        [
          'head = GeoPointNode.parseAll(head, model);',
          'if (mapped) head = GeoPointNode.parseAll(head, model);',
        ],
      ],
    },
    transforms: {
      roots: [
        'DensityTransformNode',
        'ExtentTransformNode',
        'FlattenTransformNode',
        'FoldTransformNode',
        'GraticuleNode',
        'ImputeNode',
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
      edits: [
        // It does nothing for a channel that fills no gaps.
        [
          'head = ImputeNode.makeFromEncoding(head, model) ?? head;',
          'if (model.encoding.x?.impute || model.encoding.y?.impute)\n            head = ImputeNode.makeFromEncoding(head, model) ?? head;',
        ],
      ],
    },
  },
};
