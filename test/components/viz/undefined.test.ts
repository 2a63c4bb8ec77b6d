/** A page that imports the elements that it needs, and has forgotten some: this file defines charts alone. */
import { expect } from 'chai';
import '../../../src/components/viz/viz-element-define.ts';
import { warnOfUndefined } from '../../../src/controllers/dashboard/undefined-elements.ts';
import { until } from '../../support/page.ts';
import { cleanUp, createViz, listenToConsole, place, salesApi } from './harness.ts';

describe('a chart among elements that are not defined', () => {
  before(() => warnOfUndefined(0));
  afterEach(cleanUp);

  it('names them once, and what to import', async () => {
    const said = listenToConsole();
    const root = place().attachShadow({ mode: 'open' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.append(
      createViz(salesApi()),
      document.createElement('vibedasher-control'),
      createViz(salesApi()),
    );
    root.append(dashboard, document.createElement('x-other'));
    await until(() => said.length >= 2, 'the warnings');
    expect(said).to.deep.equal([
      '<vibedasher-dashboard> is not defined: import @vibedasher/embed/define/dashboard',
      '<vibedasher-control> is not defined: import @vibedasher/embed/define/control',
    ]);
  });
});
