/**
 * What only those dashboards need that have a `<vibedasher-control>` inside, draw the charts and controls of a viz, or
 * are told of parameters by the address, or write them into an `<output>`.
 */
import '../control/control-element-define.ts';

export { OwnVizController } from '../../controllers/dashboard/own-viz.ts';
export { showOutputs } from '../../controllers/dashboard/driving-controls.ts';
export { warnOfUnknownParams } from '../../controllers/dashboard/load-status.ts';
export { dashboardTemplate } from './dashboard-template.ts';
