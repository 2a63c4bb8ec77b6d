/** Tests a page that imports single elements but not all that it uses. This file defines only charts. */
import { expect } from 'chai';
import '../../../src/components/viz/viz-element-define.ts';
import { warnAboutUndefined } from '../../../src/controllers/dashboard/undefined-elements.ts';
import { until } from '../../support/page.ts';
import { cleanUp, createViz, listenToConsole, place, salesApi } from '../../components/viz/harness.ts';

describe('the warning about undefined elements', () => {
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
