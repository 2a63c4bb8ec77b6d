/** Registers every element. Importing it twice does no harm. */
import './components/control/control-element-define.ts';
import './components/dashboard/dashboard-element-define.ts';
import './components/gallery/gallery-element-define.ts';
import './components/table/table-element-define.ts';
import './components/viz/viz-element-define.ts';
