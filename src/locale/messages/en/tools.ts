import type { ToolWords } from '../../types.ts';

/** English messages of toolbars of charts. */
const english: ToolWords = {
  tools: 'Chart tools',
  download: 'Download #',
  enterFullscreen: 'Full screen',
  leaveFullscreen: 'Exit full screen',
  share: 'Share',
  copyLink: 'Copy link',
  copyCode: 'Copy embed code',
  linkCopied: 'The link is copied.',
  codeCopied: 'The embed code is copied.',
  notCopied: 'Could not copy.',
  busy: 'Preparing #…',
  done: 'The # file is ready.',
  failed: 'Could not create the # file.',
  blocked: 'This page does not allow downloads.',
  smaller: 'The picture is smaller than requested, as it would be too large.',
};

export default english;
