import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ELEMENT_TYPES, elementTypes, type Manifest } from '../../scripts/element-types.ts';
import { findGaps, readSources } from '../../scripts/manifest.ts';
import { ATTRIBUTES } from '../../src/pipeline/attributes.ts';
import { root } from './project.ts';

describe('custom-elements.json', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as Manifest;

  it('describes the elements at their published paths', () => {
    const tags = manifest.modules.flatMap(({ declarations = [] }) =>
      declarations.map(({ tagName }) => tagName),
    );
    assert.ok(tags.includes('vibedasher-viz'));
    for (const { path } of manifest.modules) assert.match(path, /^dist\/.*\.js$/);
  });

  it('describes every attribute, member, event, slot, part and state in the sources', () => {
    assert.deepEqual(findGaps(manifest, readSources(root)), []);
  });

  it('lists attributes by their names in HTML', () => {
    const names = manifest.modules.flatMap(({ declarations = [] }) =>
      declarations.flatMap(({ attributes = [] }) => attributes.map(({ name }) => name)),
    );
    assert.ok(names.includes('max-cells'));
    assert.deepEqual(new Set(names.filter((name) => /[A-Z]/.test(name!))), new Set(['param-NAME']));
  });

  it('lists the properties in the table of attributes, and no others that a page can set', () => {
    const [viz] = manifest.modules.flatMap(({ declarations = [] }) =>
      declarations.filter(({ tagName }) => tagName === 'vibedasher-viz'),
    );
    const settable = (viz?.members ?? []).filter(
      (member) => member.kind === 'field' && !member.privacy && !member.readonly,
    );
    assert.deepEqual(new Set(settable.map(({ name }) => name)), new Set(Object.keys(ATTRIBUTES)));
  });

  for (const file of ['web-types.json', 'vscode.html-custom-data.json', 'llms.txt']) {
    it(`lists no element or attribute that is missing in ${file}`, () => {
      const text = readFileSync(join(root, file), 'utf8');
      const elements = manifest.modules.flatMap(({ declarations = [] }) =>
        declarations.filter(({ customElement }) => customElement),
      );
      for (const { tagName, attributes = [] } of elements) {
        assert.ok(text.includes(tagName!), tagName);
        for (const { name = '', description = '' } of attributes.filter(({ name }) => name !== 'param-NAME'))
          assert.ok(
            text.includes(JSON.stringify(name)) || text.includes(`- \`${name}\` (`),
            `${name}: ${description}`,
          );
      }
    });
  }

  it('is the source of the types for frameworks: npm run manifest', async () => {
    assert.equal(readFileSync(join(root, ELEMENT_TYPES), 'utf8'), await elementTypes(root, manifest));
  });
});
