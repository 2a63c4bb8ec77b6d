import { expect } from 'chai';
import { DrawingController } from '../../../src/controllers/chart/drawing.ts';
import { cleanUp, TestHost } from '../support.ts';

describe('DrawingController', () => {
  afterEach(cleanUp);

  it('keeps the last requested language even if an earlier one loads later', async () => {
    const host = new TestHost();
    document.body.append(host);
    const drawing = new DrawingController(host, {
      box: () => null,
      rendered: () => host.updateComplete,
      table: () => Promise.resolve(),
      number: () => Promise.resolve(),
      onDisplaced: () => {},
      onChange: () => {},
    });
    const greetings = ['pl', 'ja', 'en'].map((lang) => {
      host.lang = lang;
      return drawing.initialViewModel({ theme: 'auto', timeZone: null });
    });
    await Promise.all(greetings);
    expect(drawing.viewModel?.locale.language).to.equal('en');
  });
});
