// The types of the questions: `views/components/questions/__init__.py`.

interface Option {
  id: string;
  label: string;
}

interface Why extends Option {
  on_card: string | null;
}

interface Unit {
  unit: string;
  pair: boolean;
}

interface Source {
  text: string;
  href: string | null;
}

interface Question {
  id: string;
  kind: "yn" | "choice" | "number" | "date";
  ask: string;
  why: string;
  if_yes?: string | null;
  if_no?: string | null;
  help?: string | null;
  sources?: Source[];
  options?: Option[];
  unit?: string | null;
  units?: Unit[];
  specialist?: boolean;
  least?: number | null;
  most?: number | null;
  whole?: boolean;
}

interface Group {
  title: string | null;
  items: Question[];
}

interface Section {
  id: string;
  title: string;
  intro: string;
  waits: string | null;
  groups: Group[];
}

interface Way {
  page: string;
  text: string;
}

interface QuestionsData {
  sections: Section[];
  words: Words;
  first: { title: string; items: string[] };
  terms: Record<string, { term: string; says: string }>;
  marked: Record<string, [string, string | null][]>;
  worksheet: string;
  reasons: Why[];
  onward: Way[];
}

/** What is said below a question. */
type Note = "problem" | "warning" | "kept" | "record" | "left";

/**
 * What of a drawn question is looked up again; a number or a date has an input and its cross, and
 * perhaps a choice of units, of which one may ask for a second number.
 */
interface Field extends Partial<Record<Note, string>> {
  id: string;
  kind: Question["kind"];
  help: string;
  row: HTMLElement;
  home: HTMLElement; // its card in its section
  specialist: boolean;
  notes: HTMLElement;
  mark: HTMLElement;
  control: HTMLElement;
  allows(value: unknown): boolean;
  read(): unknown;
  tall?: boolean;
  input?: HTMLInputElement;
  second?: HTMLInputElement;
  units?: HTMLSelectElement;
  clear?: HTMLElement;
  dont?: HTMLElement;
  open?: HTMLElement;
}

/** What of a drawn section is looked up again. */
interface Place {
  id: string;
  place: HTMLElement;
  step: HTMLElement;
  tally: HTMLElement;
  ids: string[];
}

/** What the tab keeps for a reload. */
interface Copy extends Exchanged {
  format: number;
  last: string | null;
  base: string;
}
