/** Registers every element; to import it twice does no harm. */
import './components/viz/viz-element-define.ts';
