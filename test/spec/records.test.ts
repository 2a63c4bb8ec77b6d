import { expect } from 'chai';
import type { Dataset } from '../../src/public-client/types.ts';
import { toRecords } from '../../src/spec/records.ts';
import { marks, mount, rejection, unmountAll } from '../vega/support.ts';

const HOSTILE = ['__proto__', 'constructor', 'a.b', 'c[0]', "it's", '"q"', '😀', 'hasOwnProperty', 'عدد'];

function datasetOf(names: readonly string[], rows: Dataset['rows']): Dataset {
  return { columns: names.map((name) => ({ name, type: 'json' })), rows, truncated: false };
}

describe('rows as objects', () => {
  afterEach(unmountAll);

  it('keep every name as an own property, and pollute nothing', () => {
    const cells = HOSTILE.map((_, index) => ({ polluted: index }));
    const [record] = toRecords(datasetOf(HOSTILE, [cells]));
    expect(Object.keys(record!)).to.have.members(HOSTILE);
    expect(Object.getOwnPropertyDescriptor(record, '__proto__')!.value).to.deep.equal({ polluted: 0 });
    expect(Object.getPrototypeOf(record)).to.equal(Object.prototype);
    expect('polluted' in {}).to.equal(false);
  });

  it('contain numbers for big integers of a number column, and other values unchanged', () => {
    const day = new Date(2026, 0, 1);
    const dataset: Dataset = {
      columns: [
        { name: 'big', type: 'number' },
        { name: 'code', type: 'string' },
        { name: 'day', type: 'date' },
        { name: 'none', type: 'number' },
      ],
      rows: [['9007199254740993', '007', day, null], [1]],
      truncated: false,
    };
    expect(toRecords(dataset)).to.deep.equal([
      { big: 9007199254740992, code: '007', day, none: null },
      { big: 1, code: null, day: null, none: null },
    ]);
  });

  it('are new objects each time, because Vega writes into them', () => {
    const dataset = datasetOf(['a'], [[1]]);
    expect(toRecords(dataset)[0]).not.to.equal(toRecords(dataset)[0]);
  });

  it('are drawn with columns of any name, or fail with a reason', async () => {
    for (const name of HOSTILE) {
      const field = name.replace(/[.[\]'"]/g, '\\$&');
      // The spec has a title because Vega-Lite fails to derive one from a field with escapes.
      const spec = { mark: 'point', encoding: { x: { field, type: 'quantitative', title: name } } };
      const request = { data: new Map([['main', datasetOf([name], [[1], [2]])]]) };
      if (name in Object.prototype) {
        expect((await rejection(mount(spec, request))).message).to.contain(
          `name "${name}", which all objects have: if it is a column, rename that`,
        );
      } else {
        expect(marks((await mount(spec, request)).container, 'symbol'), name).to.have.length(2);
      }
    }
    expect('polluted' in {}).to.equal(false);
  });

  it('are drawn if another column has a hostile name', async () => {
    const spec = { mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } };
    const data = new Map([['main', datasetOf(['__proto__', 'constructor', 'a'], [[{ polluted: 1 }, 2, 3]])]]);
    expect(marks((await mount(spec, { data })).container, 'symbol')).to.have.length(1);
    expect('polluted' in {}).to.equal(false);
  });
});
