/** English messages of toolbars of charts. */
const english = {
  /** Label of the toolbar, or of its menu in a narrow chart. */
  tools: 'Chart tools',
  /** `#` is replaced by the format, here and below. */
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
  /** The frame that contains the page does not allow downloads. */
  blocked: 'This page does not allow downloads.',
  smaller: 'The picture is smaller than requested, as it would be too large.',
};

export default english;
