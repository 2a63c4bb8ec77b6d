import { expect } from 'chai';
import { Dataflow, Operator } from 'vega-dataflow';
import { guardedGetter, plainEvent, pluck, readMember } from '../../src/vega/guard.ts';

describe('what an expression may read', () => {
  it('is own properties, and no prototype', () => {
    const inherited = Object.create({ secret: 1 }) as object;
    expect(readMember({ a: 1 }, 'a')).to.equal(1);
    expect(readMember('abc', 'length')).to.equal(3);
    expect(readMember([5], 0)).to.equal(5);
    for (const key of ['secret', 'constructor', '__proto__', 'toString']) {
      expect(readMember(inherited, key), key).to.equal(undefined);
    }
    expect(readMember(JSON.parse('{"__proto__": 7}'), '__proto__')).to.equal(7);
  });

  it('is nothing of the page and of the engine', () => {
    const holder = {
      node: document.body,
      window,
      fn: () => 1,
      operator: new Operator(),
      flow: new Dataflow(),
    };
    // Compared here: a failing chai would describe the whole page.
    const shown = Object.keys(holder).filter((key) => readMember(holder, key) !== undefined);
    expect(shown).to.deep.equal([]);
    expect(() => guardedGetter(['item', 'node', 'title'])({ item: holder })).to.throw(TypeError);
    expect(pluck(holder, 'node') === undefined).to.equal(true);
    expect(pluck([{ a: { b: 2 } }], 'a.b')).to.deep.equal([2]);
  });

  it('fails as JavaScript does behind nothing', () => {
    expect(() => readMember(null, 'a')).to.throw(TypeError);
    expect(() => readMember(undefined, 'a')).to.throw(TypeError);
  });

  it('is an event without its objects, the same copy each time', () => {
    const event = new PointerEvent('pointerdown', { clientX: 3, shiftKey: true, view: window });
    Object.defineProperty(event, 'target', { value: document.body });
    const extended = Object.assign(event, { item: { datum: {} }, vega: { x: () => 3, view: () => window } });
    const copy = plainEvent(extended);
    expect(copy).to.deep.include({ type: 'pointerdown', clientX: 3, shiftKey: true, item: { datum: {} } });
    expect(Object.keys(copy)).not.to.include.members(['target']).and.not.include.members(['view']);
    expect((copy.vega as { view: () => object }).view()).to.deep.equal({});
    expect(plainEvent(extended)).to.equal(copy);
  });
});
