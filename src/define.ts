/** Registers every tag. Importing it twice does no harm. */
import './components/viz/viz-element-define.ts';
