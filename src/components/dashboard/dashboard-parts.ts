/** What only those dashboards need that have a `<vibedasher-control>` inside, or draw the charts and controls of a viz. */
import '../control/control-element-define.ts';

export { OwnVizController } from '../../controllers/dashboard/own-viz.ts';
export { dashboardTemplate } from './dashboard-template.ts';
