import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAst } from 'vite';
import {
  fingerprint,
  functionsOf,
  makeEager,
  readProfile,
  type Node,
} from '../../../scripts/eager-functions.ts';

const parse = (code: string): Node => parseAst(code) as unknown as Node;
const always = (code: string): string => makeEager(code, parse(code), () => true);
const printOf = (code: string): string => fingerprint(functionsOf(parse(code))[0]!);

describe('functions that are compiled ahead', () => {
  const cases: readonly (readonly [what: string, code: string, eager: string])[] = [
    [
      'declarations of a module, at its head',
      'f();function f(a){g(a)}h();',
      'var f=(function(a){g(a)});f();h();',
    ],
    [
      'declarations of a function, behind its directives',
      'let a=function(){"x";return b();function b(){}};',
      'let a=(function(){"x";var b=(function(){});return b();});',
    ],
    [
      'what is asynchronous or a generator',
      'async function a(){}function*b(){}',
      'var a=(async function(){}),b=(function*(){});',
    ],
    ['expressions and arrows', 'x=function(){};y=a=>a;', 'x=(function(){});y=(a=>a);'],
    ['arguments', 'f(a=>a,function(){})', 'f((a=>a),(function(){}))'],
    [
      'no methods, getters and classes',
      'x={a(){},get b(){return 1}};class C{c(){}}',
      'x={a(){},get b(){return 1}};class C{c(){}}',
    ],
    ['what stands in methods', 'x={a(){return()=>1}}', 'x={a(){return(()=>1)}}'],
    ['nothing twice', '(()=>{a()})();(function(){})();', '(()=>{a()})();(function(){})();'],
    ['no declaration of a block', '{function a(){}}', '{function a(){}}'],
    [
      'inside of what is moved',
      'function a(b=()=>1){return()=>b}',
      'var a=(function(b=(()=>1)){return(()=>b)});',
    ],
  ];
  for (const [what, code, eager] of cases)
    it(`puts into parentheses: ${what}`, () => assert.equal(always(code), eager));

  it('leaves alone what is not to be eager', () => {
    const code = 'function a(){return()=>1}function b(){}';
    assert.equal(
      makeEager(code, parse(code), ({ type }) => type === 'ArrowFunctionExpression'),
      'function a(){return(()=>1)}function b(){}',
    );
    assert.equal(
      makeEager(code, parse(code), () => false),
      code,
    );
  });

  it('knows a function again under other names, as a declaration, an expression, and with other hashes', () => {
    const print = printOf('function a(b,c){return b.size+c("x")}');
    assert.equal(printOf('function x(y,z){return y.size+z("x")}'), print);
    assert.equal(printOf('q=(function(y,z){return y.size+z("x")})'), print);
    const long = (letter: string): string => `()=>f("${letter.repeat(50)}")`;
    assert.equal(printOf(long('a')), printOf(long('b')));
  });

  const others: readonly (readonly [what: string, code: string])[] = [
    ['another property', 'function a(b,c){return b.length+c("x")}'],
    ['another operator', 'function a(b,c){return b.size-c("x")}'],
    ['another text', 'function a(b,c){return b.size+c("y")}'],
    ['another parameter', 'function a(b,c,d){return b.size+c("x")}'],
    ['a generator', 'function*a(b,c){return b.size+c("x")}'],
  ];
  for (const [what, code] of others) {
    it(`tells apart: ${what}`, () =>
      assert.notEqual(printOf(code), printOf('function a(b,c){return b.size+c("x")}')));
  }

  it('finds most functions of the profile in the bundle; if not, `npm run profile`', () => {
    const cdn = join(import.meta.dirname, '../../../cdn');
    const { '../src/cdn.ts': _, ...manifest } = JSON.parse(
      readFileSync(join(cdn, 'manifest.json'), 'utf8'),
    ) as Record<string, { file: string }>;
    const profile = readProfile();
    const found = new Set(
      Object.values(manifest)
        .filter(({ file }) => /vibedasher\.js$|\/(data|view|compile|engine)-[^/]*\.js$/.test(file))
        .flatMap(({ file }) => functionsOf(parse(readFileSync(join(cdn, file), 'utf8'))).map(fingerprint)),
    );
    const there = [...profile].filter((each) => found.has(each)).length;
    assert.ok(profile.size > 1000 && there >= profile.size * 0.8, `${there} of ${profile.size}`);
  });
});
