/**
 * What only those dashboards need that have a `<vibedasher-control>` inside, draw the charts and controls of a viz, or are
 * told of parameters by the address, or write them into an `<output>`.
 */
import '../control/control-element-define.ts';

export { OwnVizController } from '../../controllers/dashboard/own-viz.ts';
export { showOutputs } from '../../controllers/dashboard/outputs.ts';
export { warnOfStrayNames } from '../../controllers/dashboard/stray-names.ts';
export { dashboardTemplate } from './dashboard-template.ts';
