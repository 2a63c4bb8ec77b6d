// @engines all
import { expect } from 'chai';
import { environment } from '../support/page.ts';

describe('the server’s page for frames', () => {
  let frame: HTMLIFrameElement;

  afterEach(() => frame.remove());

  it('runs its scripts in an opaque origin and reports its height to WordPress', async () => {
    const { api } = await environment();
    frame = Object.assign(document.createElement('iframe'), { width: '640', height: '200' });
    frame.sandbox.add('allow-scripts');
    frame.src = new URL('/embed/civic-data/bird-strikes#?secret=Abcdef1234', api!).href;
    const message = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      addEventListener('message', ({ source, origin, data }: MessageEvent) => {
        if (source === frame.contentWindow && typeof data?.secret === 'string') resolve({ origin, ...data });
      });
    });
    document.body.append(frame);
    const { value, ...rest } = await message;
    expect(rest).to.deep.equal({ origin: 'null', secret: 'Abcdef1234', message: 'height' });
    expect(value).to.be.within(300, 500);
  });
});
