// @lane long
import { expect } from 'chai';
import { sceneRoot } from '../../src/spec/scene.ts';
import type { MountRequest } from '../../src/vega/types.ts';
import { AVIF, IMAGES } from '../support/images.ts';
import { until } from '../support/page.ts';
import { mount, rejection, unmountAll } from '../vega/support.ts';

const PNG = IMAGES[0]![1];

/** Returns a PNG with this size in its header, and with different bytes for each number. */
function png(width: number, height: number, number = 0): string {
  const bytes = Uint8Array.from(atob(PNG.split(',')[1]!), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(bytes.length - 4, number);
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
}

const images = (urls: readonly string[], copies = 1) => ({
  data: { values: urls.flatMap((url) => Array.from({ length: copies }, (_, a) => ({ a, url }))) },
  mark: { type: 'image', width: 5, height: 5 },
  encoding: { x: { field: 'a', type: 'quantitative' }, url: { field: 'url', type: 'nominal', scale: null } },
});

/** Returns the first error of a chart, while it is drawn or when its images load. */
async function failure(spec: object, request: Partial<MountRequest> = {}): Promise<Error> {
  const mounting = mount(spec as never, request);
  const mounted = await mounting.catch(() => null);
  if (!mounted) return rejection(mounting);
  return until(() => mounted.errors[0], 'an error');
}

const LIMIT = /pixels of images: at most 50000000 are allowed/;

describe('promise 7: images', () => {
  afterEach(unmountAll);

  for (const renderer of ['svg', 'canvas'] as const) {
    it(`are not decoded if they have more pixels than a chart may show: ${renderer}`, async () => {
      expect((await failure(images([png(16_000, 16_000)]), { renderer })).message).to.match(LIMIT);
      const six = Array.from({ length: 6 }, (_, number) => png(3000, 3000, number));
      expect((await failure(images(six), { renderer })).message).to.match(LIMIT);
    });
  }

  it('are not decoded if they have a wrong type', async () => {
    const bodies = ['<svg/>', 'AAAA', png(0, 5).split(',')[1], AVIF.split(',')[1]];
    for (const url of [...bodies.map((body) => `data:image/png;base64,${body}`), AVIF]) {
      const error = await failure(images([url]));
      expect(error.message).to.contain('images must be PNG, JPEG, GIF or WebP');
    }
  });

  it('are counted once each, and again after an update', async () => {
    const mounted = await mount(images([PNG], 2000) as never, { renderer: 'svg' });
    const loader = mounted.chart.view as unknown as {
      loader(): { sanitize(url: string, to: object): unknown };
    };
    const load = (number: number) => loader.loader().sanitize(png(3000, 3000, number), { context: 'image' });
    for (let round = 0; round < 3; round += 1) {
      for (let number = 0; number < 5; number += 1) await load(number);
      await load(4);
      await mounted.chart.update(new Map());
    }
    expect(mounted.errors).to.deep.equal([]);
    const [image] = sceneRoot(mounted.chart.view as never).items[0]!.items!.filter(
      ({ marktype }) => marktype === 'image',
    );
    expect(image!.items).to.have.length(2000);
  });

  it('are counted even if they are unreadable', async () => {
    const mounted = await mount(images([]) as never);
    const view = mounted.chart.view as unknown as {
      loader(): { sanitize(url: string, to: object): Promise<unknown> };
    };
    const failed = await Promise.allSettled(
      Array.from({ length: 21_000 }, (_, number) =>
        (async () => view.loader().sanitize(`data:image/png,${number}`, { context: 'image' }))(),
      ),
    );
    const reasons = new Set(
      failed.map((each) => String((each as PromiseRejectedResult).reason).replace(/\d+/g, '')),
    );
    expect([...reasons].join()).to.match(/pixels of images/);
  });
});
