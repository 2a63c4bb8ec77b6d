/** Registers every element; to import it twice does no harm. A dashboard comes before what it gives something to. */
import './components/dashboard/dashboard-element-define.ts';
import './components/viz/viz-element-define.ts';
