/** A page that imports single elements and has forgotten some. This file defines only charts. */
import { expect } from 'chai';
import '../../../src/components/viz/viz-element-define.ts';
import { warnAboutUndefined } from '../../../src/controllers/dashboard/undefined-elements.ts';
import { until } from '../../support/page.ts';
import { cleanUp, createViz, listenToConsole, place, salesApi } from '../../components/viz/harness.ts';

describe('<vibedasher-viz>: warning about undefined elements', () => {
  before(() => warnAboutUndefined(0));
  afterEach(cleanUp);

  it('names each element once, with the module to import', async () => {
    const warnings = listenToConsole();
    const root = place().attachShadow({ mode: 'open' });
    const dashboard = document.createElement('vibedasher-dashboard');
    dashboard.append(
      createViz(salesApi()),
      document.createElement('vibedasher-control'),
      createViz(salesApi()),
    );
    root.append(dashboard, document.createElement('x-other'));
    await until(() => warnings.length >= 2, 'the warnings');
    expect(warnings).to.deep.equal([
      '<vibedasher-dashboard> is not defined: import @vibedasher/embed/define/dashboard',
      '<vibedasher-control> is not defined: import @vibedasher/embed/define/control',
    ]);
  });
});
