import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ELEMENT_TYPES, elementTypes } from '../../scripts/element-types.ts';
import { findGaps, readSources, type ElementDeclaration, type Manifest } from '../../scripts/manifest.ts';
import { ATTRIBUTES } from '../../src/pipeline/attributes.ts';
import { root } from './project.ts';

const complete: ElementDeclaration = {
  name: 'Demo',
  tagName: 'x-demo',
  description: 'A demo.',
  customElement: true,
  attributes: [{ name: 'slug', description: 'Slug.' }],
  members: [
    { name: 'slug', description: 'Slug.' },
    { name: '#secret' },
    { name: 'hidden', privacy: 'private' },
    { name: 'styles', static: true },
  ],
  events: [{ name: 'vibedasher-load', description: 'Loaded.', type: { text: 'VibedasherLoadEvent' } }],
  slots: [{ name: '', description: 'Fallback.' }],
  cssParts: [{ name: 'chart', description: 'Chart.' }],
  cssStates: [{ name: 'ready', description: 'Ready.' }],
  cssProperties: [{ name: '--vibedasher-font', description: 'Font.' }],
};

const SOURCE = `
  <div part="chart"><slot></slot></div>
  :host(:state(ready)) { font: var(--vibedasher-font) }
  new VibedasherLoadEvent(timings)
`;

const gaps = (element: Partial<ElementDeclaration>, source = SOURCE): string[] => {
  const manifest: Manifest = {
    modules: [{ path: 'dist/components/demo/demo-element.js', declarations: [{ ...complete, ...element }] }],
  };
  return findGaps(manifest, new Map([['src/components/demo/demo-element.ts', source]]));
};

describe('the check of the custom-elements manifest', () => {
  it('accepts a complete element', () => assert.deepEqual(gaps({}), []));

  it('refuses a project without elements', () =>
    assert.equal(findGaps({ modules: [] }, new Map()).length, 1));

  for (const kind of [
    'attributes',
    'members',
    'events',
    'slots',
    'cssParts',
    'cssStates',
    'cssProperties',
  ] as const) {
    it(`reports ${kind} without a description`, () => {
      const [item] = complete[kind] ?? [];
      assert.equal(gaps({ [kind]: [{ ...item, description: '' }] }).length, 1);
    });
  }

  for (const [what, source] of [
    ['slot', '<slot name="error"></slot>'],
    ['part', '<p part="chart legend"></p>'],
    ['state', ':host(:state(stale))'],
    ['state', "internals.states.add('stale')"],
    ['custom property', 'var(--vibedasher-color-text)'],
    ['event', 'new VibedasherDataEvent(rows)'],
  ] as const) {
    it(`reports an undocumented ${what} in ${source}`, () => {
      const found = gaps({}, source);
      assert.equal(found.length, 1);
      assert.match(found[0] ?? '', new RegExp(`^${what} .* in src/components/demo/`));
    });
  }
});

it('the check of the manifest reads every file that dispatches an event', () => {
  const sources = readSources(root);
  const senders = globSync('src/**/*.ts', { cwd: root }).filter((path) =>
    /\bnew Vibedasher\w+Event\(/.test(readFileSync(join(root, path), 'utf8')),
  );
  assert.ok(senders.length > 0);
  assert.deepEqual(
    senders.filter((path) => !sources.has(path)),
    [],
  );
});

describe('custom-elements.json', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as Manifest;

  it('describes the elements at their published paths', () => {
    const tags = manifest.modules.flatMap(({ declarations = [] }) =>
      declarations.map(({ tagName }) => tagName),
    );
    assert.ok(tags.includes('vibedasher-viz'));
    for (const { path } of manifest.modules) assert.match(path, /^dist\/.*\.js$/);
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
