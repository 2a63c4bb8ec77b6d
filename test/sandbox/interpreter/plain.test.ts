import { expect } from 'chai';
import { Dataflow, Operator } from 'vega-dataflow';
import { memberGetter, pathGetter, plainEvent, readMember } from '../../../src/sandbox/interpreter/plain.ts';

describe('readMember', () => {
  it('reads only own properties', () => {
    const inherited = Object.create({ secret: 1 }) as object;
    expect(readMember({ a: 1 }, 'a')).to.equal(1);
    expect(readMember('abc', 'length')).to.equal(3);
    expect(readMember([5], 0)).to.equal(5);
    for (const key of ['secret', 'constructor', '__proto__', 'toString']) {
      expect(readMember(inherited, key), key).to.equal(undefined);
    }
    expect(readMember(JSON.parse('{"__proto__": 7}'), '__proto__')).to.equal(7);
  });

  it('reads the length of a typed array, which is inherited', () => {
    expect(readMember(new Float32Array(4), 'length')).to.equal(4);
    expect(readMember(new Float32Array(4), 'buffer')).to.equal(undefined);
  });

  it('reads nothing of the page or the engine', () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const flow = new Dataflow();
    const holder = {
      node: document.body,
      window,
      frame: frame.contentDocument,
      fn: () => 1,
      operator: new Operator(),
      flow,
      context: Object.assign(Object.create({ fork: () => 1 }) as object, { dataflow: flow }),
    };
    // If chai compared the values themselves and failed, it would describe the whole page.
    const shown = Object.keys(holder).filter((key) => readMember(holder, key) !== undefined);
    frame.remove();
    expect(shown).to.deep.equal([]);
    expect(() => memberGetter(['item', 'node', 'title'])({ item: holder })).to.throw(TypeError);
    expect(pathGetter('node')(holder) === undefined).to.equal(true);
  });

  it('reads data in fields of any name', () => {
    const row = { dataflow: 'a', evaluate: 1, context: { dataflow: { evaluate: 'b' } } };
    expect(Object.keys(row).map((key) => readMember(row, key))).to.deep.equal(Object.values(row));
    expect(readMember(row.context, 'dataflow')).to.deep.equal({ evaluate: 'b' });
  });

  it('throws for null and undefined, as JavaScript does', () => {
    expect(() => readMember(null, 'a')).to.throw(TypeError);
    expect(() => readMember(undefined, 'a')).to.throw(TypeError);
  });
});

describe('an event in an expression', () => {
  it('has plain values and the item, and nothing of the page', () => {
    const event = new PointerEvent('pointerdown', { clientX: 3, shiftKey: true, view: window });
    Object.defineProperty(event, 'target', { value: document.body });
    const copy = plainEvent(Object.assign(event, { item: { datum: {} }, vega: { x: () => 3 } }));
    expect(copy).to.deep.include({ type: 'pointerdown', clientX: 3, shiftKey: true, item: { datum: {} } });
    expect(copy).to.not.have.any.keys('target', 'view', 'vega', 'dataflow');
  });

  it('drops objects in place of numbers', () => {
    const copy = plainEvent(new CustomEvent('pick', { detail: { secret: 1 } }) as object);
    expect(copy).to.not.have.property('detail');
    expect(plainEvent(new MouseEvent('click', { detail: 2 }) as object)).to.have.property('detail', 2);
  });

  it('copies its touches', () => {
    const touches = [{ clientX: 1, clientY: 2, target: document.body }];
    const copy = plainEvent({ touches, changedTouches: [] } as object);
    expect(copy).to.deep.include({ touches: [{ clientX: 1, clientY: 2 }], changedTouches: [] });
  });

  it('is copied once for each view', () => {
    const event = { item: { datum: 1 }, vega: { x: () => 1 } };
    const copy = plainEvent(event);
    expect(plainEvent(event)).to.equal(copy);
    const elsewhere = plainEvent(Object.assign(event, { item: { datum: 2 }, vega: { x: () => 2 } }));
    expect(elsewhere).to.deep.equal({ item: { datum: 2 } });
  });
});
