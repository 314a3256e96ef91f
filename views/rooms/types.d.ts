// What the server says of a room (views/rooms/addresses.py).

/** What a browser chose, by question. */
type Choices = Record<string, string>;

/** A phone's part of a room; `mine` is what the server holds of it, `html` is there where it has changed. */
interface PhoneTold {
  version: number;
  place: number;
  step: number;
  open: boolean;
  mine: Choices | null;
  html?: string;
}

/** The wall's part of a room; `html` is there where it has changed. */
interface WallTold {
  since: string;
  version: number;
  code: string;
  phase: "lobby" | "step" | "end";
  open: boolean;
  further: boolean;
  answered: string;
  share: number;
  press: string;
  html?: string;
}

/** The way into a room. */
interface Way {
  address: string;
  near: boolean;
  svg: string;
}

// What is asked for in these pages is in their own markup.
interface ParentNode {
  querySelector<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag];
  querySelector(selectors: string): HTMLElement;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}
