/** Registers every element; to import it twice does no harm. */
export * from './components/viz/viz-element-define.ts';
