import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ATTRIBUTES, pictureLook, withDefaultValues } from '../../src/pipeline/attributes.ts';

describe('pictureLook', () => {
  it('is empty for defaults, so a new attribute keeps the keys of existing pictures', () => {
    assert.deepEqual(pictureLook(withDefaultValues()), {});
    assert.deepEqual(pictureLook(withDefaultValues({ mark: '', fit: 'container', highlight: '' })), {});
  });

  it('contains the attributes that change a picture, and no others', () => {
    const values = withDefaultValues({ mark: 'bar', fit: 'none', reference: '100 Target', theme: 'dark' });
    assert.deepEqual(pictureLook(values), { mark: 'bar', fit: 'none', reference: '100 Target' });
  });
});

describe('the table of attributes', () => {
  it('has a name for each attribute, once', () => {
    const names = Object.values(ATTRIBUTES).flatMap(({ name }) => name || []);
    assert.equal(new Set(names).size, names.length);
  });
});
