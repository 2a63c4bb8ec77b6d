/** The state of a link at the moment when code clicked it. */
export interface ClickedLink {
  readonly href: string;
  readonly download: string;
  readonly target: string;
  readonly rel: string;
  /** Whether the link was in the document. */
  readonly isConnected: boolean;
}

/**
 * Records the links that code clicks in a window instead of following them. Vega and downloads click links outside
 * the document, so the page's listeners do not receive the events.
 */
export function recordClickedLinks(view: Window & typeof globalThis = window): {
  readonly links: readonly ClickedLink[];
  restore(): void;
} {
  const links: ClickedLink[] = [];
  const prototype = view.HTMLAnchorElement.prototype as Partial<HTMLAnchorElement>;
  const record = ({ href, download, target, rel, isConnected }: HTMLAnchorElement): number =>
    links.push({ href, download, target, rel, isConnected });
  prototype.click = function (this: HTMLAnchorElement) {
    record(this);
  };
  prototype.dispatchEvent = function (this: HTMLAnchorElement) {
    return record(this) > 0;
  };
  return {
    links,
    restore() {
      delete prototype.click;
      delete prototype.dispatchEvent;
    },
  };
}
