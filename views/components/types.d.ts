// The types that components share: what Streamlit hands to each, and what they tell each other.

/** What a component's function is given (Streamlit's custom components, version 2). */
interface ComponentArgs<Data = null> {
  data: Data | null; // null while nothing was sent yet
  key: string;
  name: string;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** Texts by name, as the content has them. */
type Words = Record<string, string>;

/** The attributes of an element to be made; one without a value is left out. */
type Attributes = Record<string, string | false | undefined>;

/** What can stand in an element to be made; nothing and the empty text are left out. */
type Child = Node | string | undefined;

/** An event in the element it came from. */
type From<Target, Kind extends Event = Event> = Kind & { target: Target };

/** What follows from the last answer: `Now` of `views/state/now.py`. */
interface Now {
  parts: Record<string, string>;
  shown: string[];
  next: string[];
  stored: Record<string, string>;
  record: Record<string, string>;
  problems: Record<string, string>;
  warnings: Record<string, string>;
  status: string;
  step: string;
  state: State;
}

type State = "health" | "lems" | "effort" | "mg";

/** What a record answered at a question: the answer counts here, the rest is the server's. */
interface Mark {
  value: unknown;
}

/** Answers as entered, by item why a question was left open, and by item what a record answered. */
interface Held {
  answers: Record<string, unknown>;
  reasons: Record<string, unknown>;
  marks: Record<string, Mark>;
}

/** What the server says it holds; the answers count when the epoch has risen. */
interface Exchanged extends Held {
  epoch: number;
}

/** What carries the answers between the questions and the server. */
interface Exchange extends Exchanged {
  here(): boolean;
  send(given: Exchanged & { last: string | null }): void;
}

/** The notes, and the mark of the text they go on from (`Written` of `views/components/notes`). */
interface Notes {
  text: string;
  mark: string;
  sitting?: string;
}

/** What is kept for the whole tab, beyond the life of a component. */
interface Window {
  lemsPage?: string;
  lemsNow?: Now;
  lemsWatch?: MutationObserver;
  lemsExchange?: Exchange;
  lemsGesture?: boolean;
  lemsComesBack?: boolean;
  lemsHold?: boolean;
  lemsLeaving?: object; // another page was pressed, and its run has not begun
  lemsTold?: number; // ms: when a component last reported, until a run has begun
  lemsTerms?: boolean;
  lemsWay?: boolean;
  lemsHeld?: Record<string, string>;
  lemsLeft?: number;
  lemsPrinting?: boolean;
}

/** A button whose press waits until the server has what was typed. */
interface HTMLElement {
  lemsHeld?: boolean;
}

interface DocumentEventMap {
  "lems-panel": CustomEvent<Now>;
  "lems-now": CustomEvent<Now>;
  "lems-exchange": CustomEvent;
  "lems-show": CustomEvent<string>;
}

// Inside a component selectors name HTML elements of its own markup, so one that is asked for is
// taken to be there. In the document, which is Streamlit's, it may be missing.
interface Element {
  querySelector<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag];
  querySelector(selectors: string): HTMLElement;
  querySelectorAll<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
  ): NodeListOf<HTMLElementTagNameMap[Tag]>;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
  closest<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] | null;
  closest(selectors: string): HTMLElement | null;
}

interface DocumentFragment {
  querySelector(selectors: string): HTMLElement;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}

interface Document {
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}
